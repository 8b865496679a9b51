import { floatBitShift, type ValueStatistics } from '../statistics.ts';

/** For tests: what calibration would say of a value whose samples are these numbers, every element counted. */
export function statisticsOf(value: string, samples: readonly ArrayLike<number>[]): ValueStatistics {
  const counts = new Map<number, number>();
  let nonFiniteCount = 0;
  for (const sample of samples) {
    const floats = Float32Array.from(sample);
    const bits = new Uint32Array(floats.buffer);
    floats.forEach((x, i) => {
      if (!Number.isFinite(x)) nonFiniteCount++;
      const bin = (bits[i] as number) >>> floatBitShift;
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    });
  }
  const extremes = (of: (a: number, b: number) => number) =>
    Float32Array.from(samples, (s) => Float32Array.from(s).reduce((m, x) => of(m, x), s[0] ?? 0));
  const [sampleMins, sampleMaxs] = [extremes(Math.min), extremes(Math.max)];
  const bins = [...counts.keys()].sort((a, b) => a - b);
  return {
    value,
    min: sampleMins.reduce((a, b) => Math.min(a, b), sampleMins[0] ?? 0),
    max: sampleMaxs.reduce((a, b) => Math.max(a, b), sampleMaxs[0] ?? 0),
    sampleMins,
    sampleMaxs,
    histogram: { bins: Uint32Array.from(bins), counts: Float64Array.from(bins, (b) => counts.get(b) as number) },
    nonFiniteCount,
    elementCount: samples[0]?.length ?? 0,
  };
}
