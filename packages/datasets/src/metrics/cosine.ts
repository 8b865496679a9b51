import { answerPair, numbersOf } from './answers.ts';
import type { Accumulator, FidelityResult } from './metric.ts';

interface Products {
  xy: number;
  xx: number;
  yy: number;
}

/** Σx·x̂ / (√Σx² · √Σx̂²), sums over the whole set; 1 where both are zero, 0 where one is. */
export function cosine(): Accumulator<FidelityResult> {
  const byOutput = new Map<string, Products>();
  let samples = 0;
  return {
    add(pair) {
      samples++;
      for (const name of Object.keys(pair.fp32)) {
        const { fp32, int8 } = answerPair(pair, name);
        if (fp32.dtype === 'string' || fp32.dtype === 'bool') continue;
        const p = byOutput.get(name) ?? { xy: 0, xx: 0, yy: 0 };
        byOutput.set(name, p);
        const x = numbersOf(fp32);
        const y = numbersOf(int8);
        for (let i = 0; i < x.length; i++) {
          const a = x[i] as number;
          const b = y[i] as number;
          p.xy += a * b;
          p.xx += a * a;
          p.yy += b * b;
        }
      }
    },
    result() {
      const all: Products = { xy: 0, xx: 0, yy: 0 };
      const outputs: Record<string, number> = {};
      for (const [name, p] of byOutput) {
        outputs[name] = ratio(p);
        all.xy += p.xy;
        all.xx += p.xx;
        all.yy += p.yy;
      }
      return { kind: 'fidelity', metric: 'cosine', samples, total: byOutput.size === 0 ? null : ratio(all), outputs };
    },
  };
}

function ratio({ xy, xx, yy }: Products): number {
  if (xx === 0 && yy === 0) return 1;
  if (xx === 0 || yy === 0) return 0;
  return xy / (Math.sqrt(xx) * Math.sqrt(yy));
}
