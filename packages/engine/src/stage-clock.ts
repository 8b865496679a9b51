import type { StageName } from '@octet/contracts';
import type { JobHooks } from './events.ts';

/** Tells which stage runs, how far it is, and how long each took. */
export class StageClock {
  readonly #hooks: JobHooks;
  readonly #seconds = new Map<StageName, number>();
  #stage: StageName | undefined;
  #since = performance.now();
  readonly #began = this.#since;

  constructor(hooks: JobHooks) {
    this.#hooks = hooks;
  }

  /** Entering the present stage again is nothing new. */
  enter(stage: StageName): void {
    this.#hooks.signal?.throwIfAborted();
    if (stage === this.#stage) return;
    this.#close();
    this.#stage = stage;
    this.#hooks.onEvent?.({ kind: 'stage', stage });
  }

  readonly progress = (done: number, total: number): void => {
    if (this.#stage !== undefined) this.#hooks.onEvent?.({ kind: 'progress', stage: this.#stage, done, total });
  };

  /** Since the job began. */
  seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** Seconds by stage, the present one up to now. */
  finish(): { stage: StageName; seconds: number }[] {
    this.#close();
    this.#stage = undefined;
    return [...this.#seconds].map(([stage, seconds]) => ({ stage, seconds }));
  }

  #close(): void {
    const now = performance.now();
    if (this.#stage !== undefined) this.#seconds.set(this.#stage, (this.#seconds.get(this.#stage) ?? 0) + (now - this.#since) / 1000);
    this.#since = now;
  }
}
