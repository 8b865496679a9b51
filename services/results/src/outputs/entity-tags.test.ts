import { expect, test } from 'vitest';
import { ifRangeHolds, noneMatchNames } from './entity-tags.ts';

const tag = '"abc"';

test.each(['"abc"', 'W/"abc"', '"x", "abc"', '*', ' * '])('If-None-Match: %s names it', (field) => {
  expect(noneMatchNames(field, tag)).toBe(true);
});
test.each([undefined, '', '"ab"', 'abc', '"abcd"', '"x","y"'])('If-None-Match: %s does not', (field) => {
  expect(noneMatchNames(field, tag)).toBe(false);
});
test.each([undefined, '"abc"'])('If-Range: %s lets the range be', (field) => {
  expect(ifRangeHolds(field, tag)).toBe(true);
});
test.each(['W/"abc"', '"x"', 'Wed, 21 Oct 2026 07:28:00 GMT', ''])('If-Range: %s sends the whole', (field) => {
  expect(ifRangeHolds(field, tag)).toBe(false);
});
