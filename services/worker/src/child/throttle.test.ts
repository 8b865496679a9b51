import { expect, test } from 'vitest';
import { throttle } from './throttle.ts';

test('tells each stage, and of its progress the first, the last and what is a tenth of a second apart', () => {
  const told: string[] = [];
  let ms = 0;
  const tell = throttle(
    (event) => told.push(event.kind === 'stage' ? event.stage : `${event.done}`),
    () => ms,
  );
  tell({ kind: 'stage', stage: 'calibrate' });
  for (let done = 1; done <= 1000; done++) {
    ms += 1;
    tell({ kind: 'progress', stage: 'calibrate', done, total: 1000 });
  }
  tell({ kind: 'stage', stage: 'convert' });
  tell({ kind: 'progress', stage: 'convert', done: 1, total: 2 });
  expect(told).toEqual(['calibrate', '1', '101', '201', '301', '401', '501', '601', '701', '801', '901', '1000', 'convert', '1']);
});
