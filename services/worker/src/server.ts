/** The worker as a process of its own: configuration from the environment, jobs from the queue, until SIGTERM or SIGINT. */
import { createRetry } from '@octet/contracts';
import { createQueue } from '@octet/queue';
import { pino } from 'pino';
import { loadConfig } from './config.ts';
import { createWorker } from './worker.ts';

const config = loadConfig(process.env);
const log = pino({ level: config.logLevel, base: { service: 'worker', name: config.name } });
/** Closed in the opposite order, whatever of it is there by then. */
const opened = new AsyncDisposableStack();

let closing = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, async () => {
    // Twice is an order: at once.
    if (closing) process.exit(1);
    closing = true;
    log.info({ signal }, 'worker ends');
    await opened.disposeAsync();
    process.exit(0);
  });
}

try {
  const queue = await createRetry({ seconds: config.startSeconds, log }).until('the queue', () => createQueue(config.queue));
  opened.defer(() => queue.close());
  const worker = createWorker({ config, queue, log });
  opened.defer(() => worker.close());
  await worker.start();
} catch (error) {
  if (!closing) {
    log.fatal({ err: error }, error instanceof Error ? error.message : 'the start failed');
    process.exit(1);
  }
}
