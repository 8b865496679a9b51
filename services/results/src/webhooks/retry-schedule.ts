const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Before the first try, the second and so on: some three and a half days. */
const delaysMs = [0, 5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

/** When to try again after `tries` failed ones, the last at `now`; null where that was the last. Up to a tenth later, so that not all come at once. */
export function nextTryAt(
  tries: number,
  { now, retryAfterMs = 0, random = Math.random }: { readonly now: Date; readonly retryAfterMs?: number; readonly random?: () => number },
): Date | null {
  const delayMs = delaysMs[tries];
  if (delayMs === undefined) return null;
  return new Date(now.getTime() + Math.max(delayMs * (1 + random() / 10), retryAfterMs));
}

/** A Retry-After field, seconds or a date, in milliseconds from `now`; at most a day, and 0 for what is neither. */
export function retryAfterMs(field: string | string[] | undefined, now: Date): number {
  const text = String(field ?? '').trim();
  const ms = /^\d+$/.test(text) ? Number(text) * second : Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), day);
}
