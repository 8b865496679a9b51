import { once } from 'node:events';
import { createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';

it('leaves a timer, a server and a worker thread', async () => {
  setInterval(() => undefined, 1000);
  await once(createServer().listen(0), 'listening');
  await once(new Worker('setInterval(() => undefined, 1000)', { eval: true }), 'online');
  expect(1 + 1).toBe(2);
});
