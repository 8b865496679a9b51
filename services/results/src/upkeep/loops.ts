import type { FastifyBaseLogger } from 'fastify';
import type { Parts } from '../parts.ts';
import { createSender } from '../webhooks/sender.ts';
import { every } from './every.ts';
import { createReaper } from './reaper.ts';
import { sweep } from './sweeper.ts';

export interface Loops {
  /** Resolves when nothing runs any more, tries under way included. */
  stop(): Promise<void>;
}

const second = 1000;

/** What happens without a request. Every process may run all of it: leases and row locks of the ledger keep them apart. */
export function createLoops(parts: Parts, log: FastifyBaseLogger): Loops {
  const failed = (loop: string) => (error: unknown) => log.error({ err: error, loop }, 'loop failed; it goes on');
  const sender = createSender(parts, failed('webhooks'));
  const loops = [
    every(second, createReaper(parts), failed('reaper')),
    every(2 * second, () => parts.dispatcher.reconcile(), failed('reconciler')),
    // Often, for pipelines wait for it; one indexed query.
    every(second / 4, () => sender.tick(), failed('webhooks')),
    every(parts.config.sweepSeconds * second, () => sweep(parts), failed('sweeper')),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await sender.idle();
    },
  };
}
