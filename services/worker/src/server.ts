/** The worker as a process of its own: configuration from the environment, jobs from the queue, until SIGTERM or SIGINT. */
import { createQueue } from '@octet/queue';
import { pino } from 'pino';
import { loadConfig } from './config.ts';
import { createWorker } from './worker.ts';

const config = loadConfig(process.env);
const log = pino({ level: config.logLevel, base: { service: 'worker', name: config.name } });
const queue = await createQueue(config.queue);
const worker = createWorker({ config, queue, log });

let closing = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, async () => {
    // Twice is an order: at once.
    if (closing) process.exit(1);
    closing = true;
    log.info({ signal }, 'worker ends');
    await worker.close();
    await queue.close();
    process.exit(0);
  });
}
await worker.start();
