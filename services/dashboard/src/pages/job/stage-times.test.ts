import { expect, test } from 'vitest';
import type { JobEvent } from '../../api/wire.ts';
import { stageTimes } from './stage-times.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const event = (second: number, type: JobEvent['type'], stage?: string, attempt = 1): JobEvent => ({
  id: second + 1,
  type,
  at: at(second),
  attempt,
  data: stage === undefined ? {} : { stage },
});
const statesOf = (events: readonly JobEvent[], now = 60) => stageTimes(events, Date.parse(at(now))).map(({ state }) => state);

test('a stage lasts until the next one begins, the last until the end', () => {
  const events = [
    event(0, 'job.started'),
    event(1, 'job.stage', 'validate'),
    event(3, 'job.stage', 'calibrate'),
    event(10, 'job.succeeded'),
  ];
  const times = stageTimes(events, Date.parse(at(60)));
  expect(times.filter(({ seconds }) => seconds !== null)).toEqual([
    { stage: 'validate', seconds: 2, state: 'done' },
    { stage: 'calibrate', seconds: 7, state: 'done' },
  ]);
  expect(times.at(-1)).toEqual({ stage: 'package', seconds: null, state: 'skipped' });
});

test('while a job runs there is a stage now, and stages ahead of it', () => {
  const running = [event(0, 'job.started'), event(1, 'job.stage', 'fuse')];
  expect(statesOf(running).slice(0, 3)).toEqual(['skipped', 'now', 'ahead']);
  expect(statesOf([...running, event(5, 'job.failed')]).slice(0, 3)).toEqual(['skipped', 'stopped', 'ahead']);
});

test('an attempt starts again, whatever an earlier one reached', () => {
  const events = [event(1, 'job.stage', 'evaluate'), event(2, 'job.requeued'), event(3, 'job.started', undefined, 2)];
  expect(new Set(statesOf(events))).toEqual(new Set(['ahead']));
});
