import { expect, test } from 'vitest';
import { preferredWait } from './prefer.ts';

test.each([
  ['wait=5', 5],
  ['respond-async, wait="7"', 7],
  ['wait=600', 60],
  [['respond-async', 'wait=0'], 0],
  ['wait=-1', undefined],
  ['wait', undefined],
  [undefined, undefined],
])('%j asks for %j seconds', (field, seconds) => {
  expect(preferredWait(field)).toBe(seconds);
});
