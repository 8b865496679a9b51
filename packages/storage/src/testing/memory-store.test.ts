import { memoryStore } from './memory-store.ts';
import { objectStoreSuite } from './object-store-suite.ts';

objectStoreSuite('memory', async () => {
  const store = memoryStore();
  return { store, remains: async () => [], close: () => store.close() };
});
