import { memoryStore } from './memory-store.ts';
import { objectStoreSuite } from './object-store-suite.ts';

objectStoreSuite('memory', async (claim) => {
  const store = memoryStore({ claim });
  return { store, remains: async () => [], close: () => store.close() };
});
