/** Takes one ticket of class 'any' from the queue that the argument names, says so, and works on it until it is killed. */
import { once } from 'node:events';
import { createQueue } from '../create-queue.ts';

const { where, timing } = JSON.parse(process.argv[2] ?? '{}');
const queue = await createQueue(where, { timing });
await queue.consume(
  ['any'],
  async ({ jobId }) => {
    process.stdout.write(`${jobId}\n`);
    await once(process, 'message');
  },
  { concurrency: 1, onError: console.error },
);
