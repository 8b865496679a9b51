import { PassThrough } from 'node:stream';
import type { JobEvent } from '@octet/engine';
import { expect, test } from 'vitest';
import { liveLine, progressLine } from './live-line.ts';
import { plainLines } from './plain-lines.ts';

const counting = (done: number): JobEvent => ({ kind: 'progress', stage: 'calibrate', done, total: 100 });

test('plain lines come when a stage starts and at each further quarter, not for every sample', () => {
  let now = 0;
  let text = '';
  const { onEvent } = plainLines(
    (t) => {
      text += t;
    },
    () => now,
  );
  onEvent({ kind: 'stage', stage: 'calibrate' });
  for (let done = 1; done <= 100; done++) {
    now = 20 * done;
    onEvent(counting(done));
  }
  onEvent({ kind: 'stage', stage: 'convert' });
  expect(text.split('\n')).toEqual([
    '   0.0 s  calibrate',
    '   0.5 s  calibrate: 25 of 100',
    '   1.0 s  calibrate: 50 of 100',
    '   1.5 s  calibrate: 75 of 100',
    '   2.0 s  calibrate: 100 of 100',
    '   2.0 s  convert',
    '',
  ]);
});

test('a live line shows bar, counts, rate and time left', () => {
  expect(progressLine({ kind: 'progress', stage: 'calibrate', done: 128, total: 512 }, 2)).toBe(
    '  … calibrate  ██████░░░░░░░░░░░░░░░░░░ 128/512, 64.0/s, 6 s left',
  );
});

test('a live line promises nothing before there is a pace', () => {
  expect(progressLine({ kind: 'progress', stage: 'fuse', done: 0, total: 4 }, 0.1)).toBe('  … fuse       ░░░░░░░░░░░░░░░░░░░░░░░░ 0/4');
});

test.each([
  ['done', '✓'],
  ['failed', '✗'],
] as const)('a stage that is %s keeps a line of its own with its time', (outcome, mark) => {
  let now = 0;
  const stream = Object.assign(new PassThrough(), { columns: 80, rows: 24, isTTY: true });
  const { onEvent, end } = liveLine(stream as unknown as NodeJS.WriteStream, () => now);
  onEvent({ kind: 'stage', stage: 'fuse' });
  now = 1500;
  end(outcome);
  expect(String(stream.read())).toContain(`  ${mark} fuse       1.5 s\n`);
});
