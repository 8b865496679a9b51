/** Seconds left at the pace so far; undefined before there is a pace. */
export function secondsLeft(done: number, total: number, seconds: number): number | undefined {
  return done > 0 && total > 0 && seconds > 0.5 ? (seconds / done) * (total - done) : undefined;
}

export function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
