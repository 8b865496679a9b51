import type { Feeds, Samples } from '@octet/quantizer';
import { throwIfCanceled } from '../pool/stream-samples.ts';

export interface Opened {
  /** Undefined where there is no sample. */
  readonly first: Feeds | undefined;
  /** All samples, the first included; to be gone through once. */
  readonly all: AsyncIterable<Feeds>;
  /** Tells the source that no more is wanted, if it has not ended. Does not wait for it. */
  close(): void;
}

/** Looks at the first sample of a source that can be read only once. Rejects with 'canceled' as soon as the signal aborts. */
export async function firstOf(samples: Samples, signal?: AbortSignal): Promise<Opened> {
  const iterator = Symbol.asyncIterator in samples ? samples[Symbol.asyncIterator]() : samples[Symbol.iterator]();
  let ended = false;
  const close = () => {
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => {});
    ended = true;
  };
  const canceled = new Promise<undefined>((resolve) => signal?.addEventListener('abort', () => resolve(undefined), { once: true }));
  const head = await Promise.race([Promise.resolve(iterator.next()), canceled]);
  if (head === undefined) close();
  throwIfCanceled(signal);
  const first = head === undefined || head.done === true ? undefined : head.value;
  ended ||= first === undefined;
  async function* all(): AsyncGenerator<Feeds> {
    if (first === undefined) return;
    yield first;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  }
  return { first, all: all(), close };
}
