import type { Trial } from './range-search.ts';
import type { Score } from './scoring.ts';

export interface FallbackOptions {
  /** Integer linear layers in topological order. */
  readonly layers: readonly string[];
  /** Judges the plan that keeps these layers in float. */
  readonly evaluate: (kept: ReadonlySet<string>) => Promise<Score>;
  /** Estimated time of that plan over the time of the one without fallback. */
  readonly slowdown: (kept: ReadonlySet<string>) => number;
  /** Stop once the output is this good. */
  readonly wantedSqnrDb: number;
  /** Float layers may cost this much, as `slowdown`. */
  readonly slowdownLimit: number;
  readonly trialLimit: number;
  readonly elapsed: () => number;
  readonly secondLimit: number;
}

export interface Fallback {
  readonly kept: ReadonlySet<string>;
  readonly score: Score;
  readonly trials: readonly Trial[];
}

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
export async function fallBack(start: Score, options: FallbackOptions): Promise<Fallback> {
  const { layers } = options;
  const trials: Trial[] = [];
  const spent = () => trials.length >= options.trialLimit || options.elapsed() > options.secondLimit;
  const evaluate = async (kept: ReadonlySet<string>, name: string, isBetter: (score: Score) => boolean) => {
    const score = await options.evaluate(kept);
    const isKept = isBetter(score);
    trials.push({ name, sqnrDb: score.sqnrDb, kept: isKept, seconds: options.elapsed() });
    return { score, isKept };
  };
  const named = ({ from, to }: { from: number; to: number }) => (to - from > 1 ? `${layers[from]} … ${layers[to - 1]}` : `${layers[from]}`);
  const measure = async (from: number, to: number): Promise<Block> => {
    const kept = new Set(layers.slice(from, to));
    const { score } = await evaluate(kept, `sensitivity of ${named({ from, to })}`, () => false);
    return { from, to, loss: score.loss, slowdown: options.slowdown(kept) };
  };

  const measured: Block[] = [];
  const open: Block[] = [];
  const first = Math.max(1, Math.ceil(layers.length / 8));
  for (let i = 0; i < layers.length && !spent(); i += first) open.push(await measure(i, Math.min(layers.length, i + first)));
  while (open.length > 0 && !spent()) {
    open.sort((a, b) => a.loss - b.loss);
    const best = open.shift() as Block;
    if (best.loss > start.loss * 0.95) break;
    measured.push(best);
    if (best.to - best.from === 1) continue;
    const middle = (best.from + best.to) >> 1;
    open.push(await measure(best.from, middle), await measure(middle, best.to));
  }

  const gainPerTime = (b: Block) => Math.log(start.loss / b.loss) / Math.max(0.002, b.slowdown - 1);
  let kept: ReadonlySet<string> = new Set();
  let score = start;
  for (const block of [...measured, ...open].toSorted((a, b) => gainPerTime(b) - gainPerTime(a))) {
    if (score.sqnrDb >= options.wantedSqnrDb || spent()) break;
    const wider = new Set([...kept, ...layers.slice(block.from, block.to)]);
    if (wider.size === kept.size || options.slowdown(wider) > options.slowdownLimit) continue;
    const tried = await evaluate(wider, `${named(block)} in float`, (s) => s.loss < score.loss * 0.98);
    if (!tried.isKept) continue;
    kept = wider;
    score = tried.score;
  }
  return { kept, score, trials };
}
