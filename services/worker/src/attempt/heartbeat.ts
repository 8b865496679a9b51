import { setTimeout as pause } from 'node:timers/promises';
import { isFenced } from '../call-error.ts';
import type { AttemptClient } from '../results-client.ts';
import type { Cancellation } from './cancellation.ts';
import type { ProgressReporter } from './progress-reporter.ts';

export interface HeartbeatOptions {
  readonly client: AttemptClient;
  readonly reporter: ProgressReporter;
  readonly cancellation: Cancellation;
  readonly seconds: number;
  readonly onError: (error: unknown) => void;
}

export interface Heartbeat {
  /** One more beat: what was reported so far has arrived, or could not. */
  beat(): Promise<void>;
  end(): Promise<void>;
}

/** Beats until it is stopped: says how far the attempt is, and hears whether it shall go on. A beat that fails is made good by the next. */
export function startHeartbeat({ client, reporter, cancellation, seconds, onError }: HeartbeatOptions): Heartbeat {
  const ending = new AbortController();
  const beating = keepBeating();
  return {
    beat: beatOnce,
    async end() {
      ending.abort();
      await beating;
    },
  };

  async function keepBeating(): Promise<void> {
    while (!ending.signal.aborted && cancellation.reason !== 'fenced') {
      const startedAt = performance.now();
      await beatOnce();
      const rest = Math.max(0, seconds * 1000 - (performance.now() - startedAt));
      await pause(rest, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }

  async function beatOnce(): Promise<void> {
    const { beat, putBack } = reporter.take();
    try {
      const { action } = await client.heartbeat(beat);
      if (action === 'cancel') cancellation.cancel('cancel');
    } catch (error) {
      putBack();
      if (isFenced(error)) cancellation.cancel('fenced');
      else onError(error);
    }
  }
}
