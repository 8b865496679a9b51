import { seededRandom } from './seeded-random.ts';

/** `want` of the samples (a count, or given indices), drawn without replacement, ascending; all of them where there are no more. */
export function chooseSamples(from: number | readonly number[], want: number, seed: number): number[] {
  const all = typeof from === 'number' ? Array.from({ length: from }, (_, i) => i) : [...from];
  if (want >= all.length) return all.sort((a, b) => a - b);
  return seededRandom(seed)
    .shuffle(all)
    .slice(0, Math.max(0, want))
    .sort((a, b) => a - b);
}
