import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Feeds } from '@octet/quantizer';

export interface PlainWork {
  readonly model: Uint8Array;
  readonly threads: number;
  readonly samples: readonly Feeds[];
}

/** Sessions that only run: `sessions` of them, `threads` intra-op threads each, every one with its share of the samples. */
export class PlainInference implements AsyncDisposable {
  readonly #workers: readonly Worker[];

  static async start({ sessions, ...work }: PlainWork & { readonly sessions: number }): Promise<PlainInference> {
    const workers = Array.from({ length: sessions }, (_, k) => {
      const workerData: PlainWork = { ...work, samples: work.samples.filter((_, i) => i % sessions === k) };
      return new Worker(new URL('./plain-worker.ts', import.meta.url), { workerData });
    });
    await Promise.all(workers.map((w) => once(w, 'message')));
    return new PlainInference(workers);
  }

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers;
  }

  /** Seconds that `count` samples take, shared out over the sessions. */
  async run(count: number): Promise<number> {
    const started = performance.now();
    const done = this.#workers.map((w) => once(w, 'message'));
    for (const worker of this.#workers) worker.postMessage(Math.ceil(count / this.#workers.length));
    await Promise.all(done);
    return (performance.now() - started) / 1000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = this.#workers.map((w) => once(w, 'exit'));
    for (const worker of this.#workers) worker.postMessage('end');
    await Promise.all(gone);
  }
}
