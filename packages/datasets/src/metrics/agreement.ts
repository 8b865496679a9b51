import { answerPair, argmax, classAxis, numbersOf } from './answers.ts';
import { wilsonInterval } from './intervals.ts';
import type { Accumulator, FidelityResult, MetricOptions } from './metric.ts';

interface Tally {
  same: number;
  of: number;
}

/** Share of positions (one a sample for a classifier, one a pixel or box otherwise) where both models' largest score is of the same class. */
export function agreement(options: MetricOptions = {}): Accumulator<FidelityResult> {
  const tallies = new Map<string, Tally>();
  let samples = 0;
  return {
    add(pair) {
      samples++;
      for (const name of Object.keys(pair.fp32)) {
        const { fp32, int8 } = answerPair(pair, name);
        const axis = classAxis(fp32.dims);
        if (axis === undefined || !fp32.dtype.startsWith('float')) continue;
        const tally = tallies.get(name) ?? { same: 0, of: 0 };
        tallies.set(name, tally);
        const a = numbersOf(fp32);
        const b = numbersOf(int8);
        const { classes, inner, outer } = axis;
        for (let p = 0; p < outer * inner; p++) {
          const at = { start: Math.floor(p / inner) * classes * inner + (p % inner), stride: inner, count: classes };
          if (argmax(a, at) === argmax(b, at)) tally.same++;
          tally.of++;
        }
      }
    },
    result() {
      let same = 0;
      let of = 0;
      const outputs: Record<string, number> = {};
      for (const [name, t] of tallies) {
        outputs[name] = t.same / t.of;
        same += t.same;
        of += t.of;
      }
      // Pixels of one image are no independent trials: no interval for them.
      const interval = tallies.size === 1 && of === samples ? wilsonInterval(same, of, options.confidence) : undefined;
      return {
        kind: 'fidelity',
        metric: 'agreement',
        samples,
        total: of === 0 ? null : same / of,
        outputs,
        ...(interval === undefined ? {} : { interval }),
      };
    },
  };
}
