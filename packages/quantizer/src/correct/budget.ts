import type { Model } from '@octet/onnx';
import { macsOf } from '../linear/work.ts';

export interface BudgetOptions {
  /** An upper bound for emergencies: where it strikes, the artifact depends on how fast the machine was. */
  readonly secondLimit: number;
  /** Default: `workLimit`. */
  readonly macLimit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What a step of a search needs of it. */
export type Meter = Pick<Budget, 'opened' | 'ran' | 'isSpent'>;

/** In multiply-accumulates: some three minutes on two cores, of which most models need a tenth. */
const workLimit = 3e13;

/** To build a candidate and to open it takes about as long as so many multiply-accumulates for each of the model’s nodes (2 ms of CPU time, Zen 4). */
const openingMacs = 2e8;

const reportEveryMs = 100;

/**
 * What a search may spend. It is counted in work, in runs of a sample and in sessions opened, so that the same input gives the same artifact on an
 * idle and on a busy machine. Also tells how far the search is, in runs, and ends it where the job is canceled.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #macs: number;
  readonly #openingMacs: number;
  readonly #macLimit: number;
  readonly #started = performance.now();
  #outsideMs = 0;
  #spentMacs = 0;
  #stoppedBy: 'seconds' | 'work' | undefined;
  /** Runs: of steps that are over, of the present one, of those that are still planned. */
  #finished = 0;
  #step = { runs: 0, done: 0 };
  #ahead: Map<string, number> = new Map();
  #reported = 0;

  constructor(model: Model, options: BudgetOptions) {
    let macs = 0;
    let nodes = 0;
    for (const node of model.graph.nodes()) {
      macs += macsOf(node);
      nodes++;
    }
    this.#macs = macs;
    this.#openingMacs = nodes * openingMacs;
    this.#macLimit = options.macLimit ?? workLimit;
    this.#options = options;
  }

  /** Since the search began, without what was outside of it. */
  seconds(): number {
    return (performance.now() - this.#started - this.#outsideMs) / 1000;
  }

  /** Races and evaluations are no search: a large evaluation set must not use up its time. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    const since = performance.now();
    try {
      return await work();
    } finally {
      this.#outsideMs += performance.now() - since;
    }
  }

  /** Asked where there is more to try: then the best so far must do. Throws where the job is canceled. */
  isSpent(): boolean {
    this.#options.signal?.throwIfAborted();
    if (this.#stoppedBy === undefined) {
      if (this.#spentMacs > this.#macLimit) this.#stoppedBy = 'work';
      else if (this.seconds() > this.#options.secondLimit) this.#stoppedBy = 'seconds';
    }
    return this.#stoppedBy !== undefined;
  }

  /** What made it end before all was tried. */
  get stoppedBy(): 'seconds' | 'work' | undefined {
    return this.#stoppedBy;
  }

  /** A session was opened. */
  opened(): void {
    this.#spentMacs += this.#openingMacs;
  }

  /** A sample was run through a share of the model. */
  ran(share = 1): void {
    this.#spentMacs += this.#macs * share;
    this.#step.done++;
    this.#report();
  }

  /** A stage begins, with these steps ahead of it, each in runs. */
  plan(steps: Readonly<Record<string, number>>): void {
    this.#finished = 0;
    this.#step = { runs: 0, done: 0 };
    this.#ahead = new Map(Object.entries(steps));
  }

  /** A step begins, planned or not; what the one before it had left is done with. */
  begin(step: string, runs: number): void {
    this.#finished += this.#step.runs;
    this.#step = { runs, done: 0 };
    this.#ahead.delete(step);
    this.#report();
  }

  #report(): void {
    const now = performance.now();
    if (now - this.#reported < reportEveryMs) return;
    this.#reported = now;
    const total = this.#ahead.values().reduce((sum, runs) => sum + runs, this.#finished + this.#step.runs);
    this.#options.onProgress?.(this.#finished + Math.min(this.#step.done, this.#step.runs), total);
  }
}
