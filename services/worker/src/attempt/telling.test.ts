import { heartbeatSchema } from '@octet/contracts';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { Telling } from './telling.ts';

function atTimes() {
  const clock = { ms: 0 };
  return { clock, telling: new Telling(() => clock.ms) };
}

test('a heartbeat says the stage, how far it is, and the time left at the pace so far', () => {
  const { clock, telling } = atTimes();
  expect(telling.take().beat).toEqual({ stage: null, progress: null, eta_seconds: null, message: null, log: [] });
  telling.event({ kind: 'stage', stage: 'calibrate' });
  clock.ms = 10_000;
  telling.event({ kind: 'progress', stage: 'calibrate', done: 25, total: 100 });
  expect(telling.take().beat).toEqual({
    stage: 'calibrate',
    progress: 0.25,
    eta_seconds: 30,
    message: 'calibrate: 25 of 100',
    log: [{ level: 'info', text: 'calibrate' }],
  });
});

test('a new stage starts without progress, and a stage that has hardly begun knows no time left', () => {
  const { clock, telling } = atTimes();
  telling.event({ kind: 'progress', stage: 'calibrate', done: 100, total: 100 });
  telling.event({ kind: 'stage', stage: 'convert' });
  expect(telling.take().beat).toMatchObject({ stage: 'convert', progress: null, eta_seconds: null });
  clock.ms = 100;
  telling.event({ kind: 'progress', stage: 'convert', done: 1, total: 2 });
  expect(telling.take().beat).toMatchObject({ progress: 0.5, eta_seconds: null });
});

test('lines of a beat that did not arrive come with the next, once and in order', () => {
  const { telling } = atTimes();
  telling.line('info', 'a');
  const lost = telling.take();
  telling.line('info', 'b');
  lost.putBack();
  const texts = () => telling.take().beat.log.map(({ text }) => text);
  expect(texts()).toEqual(['a', 'b']);
  expect(texts()).toEqual([]);
});

test('whatever the engine prints, beats keep to the contract and the log ends', () => {
  const { telling } = atTimes();
  for (let i = 0; i < 20_000; i++) telling.line('warning', 'x'.repeat(i));
  telling.event({ kind: 'progress', stage: 'validate', done: 9, total: 3 });
  const beats = Array.from({ length: 10 }, () => telling.take().beat);
  for (const beat of beats) expect(Value.Check(heartbeatSchema, beat)).toBe(true);
  const lines = beats.flatMap(({ log }) => log);
  expect(lines).toHaveLength(5000);
  expect(lines.at(-1)?.text).toMatch(/not kept/);
});
