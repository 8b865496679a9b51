/** Why an attempt is ended from outside. */
export type StopReason = 'cancel' | 'time-limit' | 'fenced' | 'drain';

/** The first reason holds. */
export class Stop {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): StopReason | undefined {
    return this.signal.aborted ? (this.signal.reason as StopReason) : undefined;
  }

  now(reason: StopReason): void {
    if (!this.signal.aborted) this.#controller.abort(reason);
  }
}
