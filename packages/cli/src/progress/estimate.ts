/** Seconds left at the pace so far; undefined before there is a pace. */
export function secondsLeft(done: number, total: number, seconds: number): number | undefined {
  return done > 0 && total > 0 && seconds > 0.5 ? (seconds / done) * Math.max(0, total - done) : undefined;
}

export function inWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
