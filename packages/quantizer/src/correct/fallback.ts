import type { Budget } from './budget.ts';
import type { Trial } from './range-search.ts';
import type { Score } from './scoring.ts';

export interface FallbackOptions {
  /** Integer linear layers in topological order. */
  readonly layers: readonly string[];
  /** Judges the plan that keeps these layers in float. */
  readonly evaluate: (kept: ReadonlySet<string>) => Promise<Score>;
  /** Estimated time of that plan over the time of the one without fallback. */
  readonly slowdown: (kept: ReadonlySet<string>) => number;
  /** Also try the first so many layers: a front costs one border between float and integers. Default none. */
  readonly fronts?: readonly number[];
  /** Float layers may cost this much, as `slowdown`. */
  readonly slowdownLimit: number;
  readonly trialLimit: number;
  /** Where it is spent, what was found so far must do. */
  readonly budget: Pick<Budget, 'seconds' | 'isSpent'>;
  readonly onTrial?: (trial: Trial) => void;
}

export interface Fallback {
  readonly kept: ReadonlySet<string>;
  readonly score: Score;
  readonly trials: readonly Trial[];
}

/** Trials that may go into finding out which layers are sensitive; the others leave them in float. */
const rankingShare = 2 / 3;

interface Block {
  readonly from: number;
  readonly to: number;
  readonly loss: number;
  readonly slowdown: number;
}

/**
 * Which layers to leave in float where integers lose too much. Sensitivity is measured by leaving out: blocks of consecutive layers are
 * tried in float, the block that helps most is split in halves, and so on down to single layers (bisection, not one by one). Blocks matter:
 * what stands between two float layers stays float too, so three together may win what none wins alone. Then blocks go to float by gain per
 * time, each kept only if the output gains by it, until the wanted SQNR or the limit of time.
 */
export async function fallBack(start: Score, options: FallbackOptions & { readonly wantedSqnrDb: number }): Promise<Fallback> {
  const search = new FallbackSearch(start, options);
  await search.rank();
  while (search.score.sqnrDb < options.wantedSqnrDb) if (!(await search.takeNext())) break;
  return search;
}

/** The same search, a block at a time. */
export class FallbackSearch implements Fallback {
  kept: ReadonlySet<string> = new Set();
  score: Score;
  readonly trials: Trial[] = [];
  readonly #start: Score;
  readonly #options: FallbackOptions;
  readonly #measured: Map<string, Block> = new Map();
  /** Not yet tried, the best first. */
  #blocks: Block[] = [];

  constructor(start: Score, options: FallbackOptions) {
    this.#start = start;
    this.score = start;
    this.#options = options;
  }

  async rank(): Promise<void> {
    const { layers, fronts = [] } = this.#options;
    for (const to of fronts) {
      if (to > layers.length || this.#spent()) break;
      if (this.#slowdown(0, to) <= this.#options.slowdownLimit) await this.#measure(0, to);
    }
    const open: Block[] = [];
    const first = Math.max(1, Math.ceil(layers.length / 8));
    for (let i = 0; i < layers.length && !this.#spent(); i += first) open.push(await this.#measure(i, Math.min(layers.length, i + first)));
    while (open.length > 0 && this.trials.length < rankingShare * this.#options.trialLimit && !this.#spent()) {
      open.sort((a, b) => a.loss - b.loss);
      const best = open.shift() as Block;
      if (best.loss > this.#start.loss * 0.95) break;
      if (best.to - best.from === 1) continue;
      const middle = (best.from + best.to) >> 1;
      open.push(await this.#measure(best.from, middle), await this.#measure(middle, best.to));
    }
    const gainPerTime = (b: Block) => Math.log(this.#start.loss / b.loss) / Math.max(0.002, b.slowdown - 1);
    this.#blocks = [...this.#measured.values()].toSorted((a, b) => gainPerTime(b) - gainPerTime(a));
  }

  /** Keeps the next block in float by which the output gains; false where there is none left. */
  async takeNext(): Promise<boolean> {
    const { layers, slowdown, slowdownLimit } = this.#options;
    while (this.#blocks.length > 0 && !this.#spent()) {
      const block = this.#blocks.shift() as Block;
      const wider = new Set([...this.kept, ...layers.slice(block.from, block.to)]);
      if (wider.size === this.kept.size || slowdown(wider) > slowdownLimit) continue;
      const { score, isKept } = await this.#evaluate(wider, `${this.#named(block)} in float`, (s) => s.loss < this.score.loss * 0.98);
      if (!isKept) continue;
      this.kept = wider;
      this.score = score;
      return true;
    }
    return false;
  }

  /** Once a block. */
  async #measure(from: number, to: number): Promise<Block> {
    const key = `${from} ${to}`;
    const known = this.#measured.get(key);
    if (known !== undefined) return known;
    const kept = new Set(this.#options.layers.slice(from, to));
    const { score } = await this.#evaluate(kept, `sensitivity of ${this.#named({ from, to })}`, () => false);
    const block = { from, to, loss: score.loss, slowdown: this.#options.slowdown(kept) };
    this.#measured.set(key, block);
    return block;
  }

  async #evaluate(kept: ReadonlySet<string>, name: string, isBetter: (score: Score) => boolean) {
    const score = await this.#options.evaluate(kept);
    const isKept = isBetter(score);
    const trial = { name, sqnrDb: score.sqnrDb, kept: isKept, seconds: this.#options.budget.seconds() };
    this.trials.push(trial);
    this.#options.onTrial?.(trial);
    return { score, isKept };
  }

  #slowdown(from: number, to: number): number {
    return this.#options.slowdown(new Set(this.#options.layers.slice(from, to)));
  }

  #spent(): boolean {
    return this.trials.length >= this.#options.trialLimit || this.#options.budget.isSpent();
  }

  #named({ from, to }: { readonly from: number; readonly to: number }): string {
    const { layers } = this.#options;
    return to - from > 1 ? `${layers[from]} … ${layers[to - 1]}` : `${layers[from]}`;
  }
}
