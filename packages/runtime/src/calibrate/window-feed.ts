import type { Feeds } from '@octet/quantizer';
import type { Plan } from './plan.ts';
import { windowInput } from './plan.ts';
import { firstRow } from './row-view.ts';

/** The feeds of sample `index`, and with them where its rows begin and end: int64 [first, end, first, end, …]. */
export function withWindows(feeds: Feeds, { windows }: Plan, index: number): Feeds {
  if (windows.length === 0) return feeds;
  const ends = new BigInt64Array(2 * windows.length);
  windows.forEach(({ step, taken }, i) => {
    const first = firstRow(step, index);
    ends[2 * i] = BigInt(first);
    ends[2 * i + 1] = BigInt(first + (taken - 1) * step + 1);
  });
  return { ...feeds, [windowInput]: { dtype: 'int64', dims: [ends.length], data: ends } };
}
