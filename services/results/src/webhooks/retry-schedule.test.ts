import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultRetrySeconds, nextTryAt, retryAfterMs } from './retry-schedule.ts';

const start = new Date('2026-01-01T00:00:00Z');
const hours = 3_600_000;
const page = new URL('../../../../docs/webhooks.md', import.meta.url);

test('tries ten times over some three days, as the page says, each a little later than the schedule, then no more', () => {
  const waits: number[] = [];
  let now = start;
  for (let tries = 1; ; tries++) {
    const next = nextTryAt(tries, { now, retrySeconds: defaultRetrySeconds, random: () => 0 });
    if (next === null) break;
    waits.push((next.getTime() - now.getTime()) / 1000);
    now = next;
  }
  expect(waits).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  const inWords = waits.map((seconds) => (seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`));
  expect(readFileSync(page, 'utf8')).toContain(`${inWords.slice(0, -1).join(', ')} and ${inWords.at(-1)}`);
  expect(nextTryAt(2, { now: start, retrySeconds: defaultRetrySeconds, random: () => 1 })).toEqual(new Date(start.getTime() + 330_000));
});

test('tries as often as the configuration has waits, and once more', () => {
  const next = (tries: number) => nextTryAt(tries, { now: start, retrySeconds: [0.5, 2], random: () => 0 })?.getTime();
  expect([1, 2, 3].map(next)).toEqual([start.getTime() + 500, start.getTime() + 2000, undefined]);
});

test('waits as long as the receiver asks, never less than the schedule, and no longer than a day', () => {
  const at = (retryAfter: number) =>
    nextTryAt(1, { now: start, retrySeconds: defaultRetrySeconds, retryAfterMs: retryAfter, random: () => 0 })?.getTime();
  expect(at(60_000)).toBe(start.getTime() + 60_000);
  expect(at(1000)).toBe(start.getTime() + 5000);
});

test.each([
  ['120', 120_000],
  ['Thu, 01 Jan 2026 01:00:00 GMT', hours],
  ['99999999', 24 * hours],
  ['Thu, 01 Jan 2032 01:00:00 GMT', 24 * hours],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['-5', 0],
  ['soon', 0],
  [undefined, 0],
])('Retry-After: %s is %i ms', (field, ms) => {
  expect(retryAfterMs(field, start)).toBe(ms);
});
