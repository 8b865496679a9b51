import { expect, it } from 'vitest';
import { jobLines } from './job-lines.ts';

it('says each stage and each quarter of it once, however often it is reported', () => {
  const lines: string[] = [];
  const tell = jobLines((line) => lines.push(line));
  tell({ kind: 'stage', stage: 'calibrate' });
  for (let done = 1; done <= 512; done++) tell({ kind: 'progress', stage: 'calibrate', done, total: 512 });
  tell({ kind: 'stage', stage: 'convert' });
  tell({ kind: 'progress', stage: 'convert', done: 0, total: 0 });
  expect(lines).toEqual([
    'calibrate',
    'calibrate: 128 of 512',
    'calibrate: 256 of 512',
    'calibrate: 384 of 512',
    'calibrate: 512 of 512',
    'convert',
  ]);
});
