import { once } from 'node:events';
import { createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, it } from 'vitest';

const server = createServer().listen(0);
afterAll(() => server.close());

it('closes what it opens, the server after all tests', async () => {
  const worker = new Worker('setInterval(() => undefined, 1000)', { eval: true });
  await once(worker, 'online');
  await worker.terminate();
  expect(server.listening).toBe(true);
});

it.skipIf(1 + 1 === 2)('is skipped', () => {
  expect(1).toBe(2);
});
