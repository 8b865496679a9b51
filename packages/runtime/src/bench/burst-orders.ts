/**
 * Orders for rounds of bursts in which each of `count` models stands in every place, and right behind every other, equally often: what a burst
 * leaves in the caches meets all of them alike. The rows of E. J. Williams' design (Aust. J. Sci. Res. A 2, 1949); an odd number of models needs
 * them backwards, too.
 */
export function burstOrders(count: number): number[][] {
  const zigzag = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? i / 2 : count - (i + 1) / 2));
  const rows = Array.from({ length: count }, (_, shift) => zigzag.map((model) => (model + shift) % count));
  return count % 2 === 0 ? rows : rows.flatMap((row) => [row, row.toReversed()]);
}
