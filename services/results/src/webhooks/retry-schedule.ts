const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Before the second try, the third and so on: some three days. The first is at once. */
export const defaultRetrySeconds: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
].map((ms) => ms / second);

export interface RetryOptions {
  readonly now: Date;
  readonly retrySeconds: readonly number[];
  readonly retryAfterMs?: number;
  readonly random?: () => number;
}

/** When to try again after `tries` failed ones, the last at `now`; null where that was the last. Up to a tenth later, so that not all come at once. */
export function nextTryAt(tries: number, { now, retrySeconds, retryAfterMs = 0, random = Math.random }: RetryOptions): Date | null {
  const delaySeconds = retrySeconds[tries - 1];
  if (delaySeconds === undefined) return null;
  return new Date(now.getTime() + Math.max(delaySeconds * second * (1 + random() / 10), retryAfterMs));
}

/** A Retry-After field, seconds or a date, in milliseconds from `now`; at most a day, and 0 for what is neither. */
export function retryAfterMs(field: string | string[] | undefined, now: Date): number {
  const text = String(field ?? '').trim();
  const ms = /^\d+$/.test(text) ? Number(text) * second : Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), day);
}
