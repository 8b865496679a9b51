/** Why an attempt is ended from outside. */
export type CancellationReason = 'cancel' | 'time-limit' | 'fenced' | 'drain';

/** The first reason holds. */
export class Cancellation {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): CancellationReason | undefined {
    return this.signal.aborted ? (this.signal.reason as CancellationReason) : undefined;
  }

  cancel(reason: CancellationReason): void {
    if (!this.signal.aborted) this.#controller.abort(reason);
  }
}
