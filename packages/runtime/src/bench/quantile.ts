/** The q-quantile of values in ascending order, linear between neighbours. NaN where there are none. */
export function quantileOf(ascending: ArrayLike<number>, q: number): number {
  const at = q * (ascending.length - 1);
  const low = Math.floor(at);
  const a = ascending[low] ?? Number.NaN;
  const b = ascending[Math.min(low + 1, ascending.length - 1)] ?? a;
  return a + (b - a) * (at - low);
}

export function medianOf(values: Iterable<number>): number {
  return quantileOf(Float64Array.from(values).sort(), 0.5);
}
