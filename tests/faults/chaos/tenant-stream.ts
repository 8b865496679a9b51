import { setTimeout as pause } from 'node:timers/promises';
import type { JobFiles, OctetClient } from '@octet/client';
import { isFinal, type Job, type ProblemCode, ProblemError } from '@octet/contracts';
import type { Rng } from '@octet/testing';
import { clientOf } from '../../service/running-service.ts';
import type { Asked } from './world.ts';

export interface StreamOptions {
  readonly tenant: string;
  readonly key: string;
  readonly gateways: readonly string[];
  /** What to send, by what its model allows for; of each any. */
  readonly files: Readonly<Record<Asked['can'], readonly JobFiles[]>>;
  readonly random: Rng;
  /** No new job is begun once it aborts. */
  readonly closing: AbortSignal;
  /** Ends the waiting for what never comes. */
  readonly givenUp: AbortSignal;
  /** Keeps what is asked, from before the first request on. */
  readonly note: (asked: Asked) => void;
  /** Hears of every answer that was no success. */
  readonly onProblem: (code: ProblemCode) => void;
}

type Noted = { -readonly [K in keyof Asked]: Asked[K] } & { answers: string[] };

/** These say that the request will never be good; after all others it is made again. */
const final: readonly ProblemCode[] = ['idempotency/mismatch', 'request/invalid', 'not-found', 'auth/invalid', 'job/unknown-input'];
const answerMs = 20_000;
const runSeconds = 10;

/**
 * One client that submits a job, perhaps twice at once, perhaps cancels it, waits for its end, and starts again. Every request is made until
 * it is answered, at one gateway after the other.
 */
export async function tenantStream(name: string, options: StreamOptions): Promise<void> {
  const { tenant, key, gateways, random, closing, givenUp, note, onProblem } = options;
  let turn = random.below(gateways.length);
  for (let n = 0; !closing.aborted; n++) {
    const can = (['succeed', 'succeed', 'fail', 'fail', 'hang'] as const)[random.below(5)] ?? 'succeed';
    const files = options.files[can][random.below(options.files[can].length)] as JobFiles;
    const noted: Noted = { tenant, key: `${name}-${n}`, can, answers: [], cancel: 'never-asked' };
    note(noted);
    // A model that never ends is canceled, or runs into its time limit.
    const cancelAfterMs = random.below(can === 'hang' ? 2 : 5) === 0 ? random.below(8000) : undefined;
    const [first] = await Promise.all(Array.from({ length: random.below(4) === 0 ? 2 : 1 }, () => post(noted, files)));
    if (cancelAfterMs !== undefined) await cancelLater(noted, { id: first as string, ms: cancelAfterMs });
    await ended(first as string);
    await pause(random.below(1000), undefined, { signal: closing }).catch(() => undefined);
  }

  async function post(noted: Noted, files: JobFiles): Promise<string> {
    const job = await answered((client, signal) => {
      const form = new FormData();
      form.append('recipe', JSON.stringify({ recipe: {}, max_run_seconds: noted.can === 'hang' ? runSeconds : 300 }));
      form.append('model', files.model);
      form.append('calibration', files.calibration);
      return client.call('submitJob', { body: form, headers: { 'idempotency-key': noted.key }, signal });
    });
    const { id } = job as Job;
    noted.answers.push(id);
    return id;
  }

  async function cancelLater(noted: Noted, { id, ms }: { readonly id: string; readonly ms: number }): Promise<void> {
    await pause(ms, undefined, { signal: givenUp });
    noted.cancel = 'asked';
    const { state } = await answered((client, signal) => client.call('cancelJob', { params: { id }, signal }));
    if (state === 'canceled' || state === 'canceling') noted.cancel = 'promised';
  }

  async function ended(id: string): Promise<void> {
    for (;;) {
      const job = (await answered((client, signal) => client.call('getJob', { params: { id }, signal }))) as Job;
      if (isFinal(job.state)) return;
      await pause(500, undefined, { signal: givenUp });
    }
  }

  async function answered<T>(call: (client: OctetClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    for (;;) {
      const client = clientOf({ url: gateways[turn++ % gateways.length] ?? '', key });
      try {
        return await call(client, AbortSignal.any([givenUp, AbortSignal.timeout(answerMs)]));
      } catch (error) {
        givenUp.throwIfAborted();
        if (error instanceof ProblemError) {
          onProblem(error.code);
          if (final.includes(error.code)) throw error;
        }
        await pause(200 + random.below(600), undefined, { signal: givenUp });
      }
    }
  }
}
