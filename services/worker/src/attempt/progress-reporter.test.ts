import { heartbeatSchema } from '@octet/contracts';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { ProgressReporter } from './progress-reporter.ts';

function atTimes() {
  const clock = { ms: 0 };
  return { clock, reporter: new ProgressReporter(() => clock.ms) };
}

test('a heartbeat says the stage, how far it is, and the time left at the pace so far', () => {
  const { clock, reporter } = atTimes();
  expect(reporter.take().beat).toEqual({ stage: null, progress: null, eta_seconds: null, message: null, log: [] });
  reporter.event({ kind: 'stage', stage: 'calibrate' });
  clock.ms = 10_000;
  reporter.event({ kind: 'progress', stage: 'calibrate', done: 25, total: 100 });
  expect(reporter.take().beat).toEqual({
    stage: 'calibrate',
    progress: 0.25,
    eta_seconds: 30,
    message: 'calibrate: 25 of 100',
    log: [{ level: 'info', text: 'calibrate' }],
  });
});

test('a new stage starts without progress, and a stage that has hardly begun knows no time left', () => {
  const { clock, reporter } = atTimes();
  reporter.event({ kind: 'progress', stage: 'calibrate', done: 100, total: 100 });
  reporter.event({ kind: 'stage', stage: 'convert' });
  expect(reporter.take().beat).toMatchObject({ stage: 'convert', progress: null, eta_seconds: null });
  clock.ms = 100;
  reporter.event({ kind: 'progress', stage: 'convert', done: 1, total: 2 });
  expect(reporter.take().beat).toMatchObject({ progress: 0.5, eta_seconds: null });
});

test('lines of a beat that did not arrive come with the next, once and in order', () => {
  const { reporter } = atTimes();
  reporter.line('info', 'a');
  const lost = reporter.take();
  reporter.line('info', 'b');
  lost.putBack();
  const texts = () => reporter.take().beat.log.map(({ text }) => text);
  expect(texts()).toEqual(['a', 'b']);
  expect(texts()).toEqual([]);
});

test('whatever the engine prints, beats keep to the contract and the log ends', () => {
  const { reporter } = atTimes();
  for (let i = 0; i < 20_000; i++) reporter.line('warning', 'x'.repeat(i));
  reporter.event({ kind: 'progress', stage: 'validate', done: 9, total: 3 });
  const beats = Array.from({ length: 10 }, () => reporter.take().beat);
  for (const beat of beats) expect(Value.Check(heartbeatSchema, beat)).toBe(true);
  const lines = beats.flatMap(({ log }) => log);
  expect(lines).toHaveLength(5000);
  expect(lines.at(-1)?.text).toMatch(/not kept/);
});
