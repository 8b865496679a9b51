import { parseRecipe, targetNames } from '@octet/contracts';
import { backends } from '@octet/quantizer';
import { expect, test } from 'vitest';

test('every target of a recipe has a backend of that name, and no backend is out of reach', () => {
  expect(Object.keys(backends).sort()).toEqual([...targetNames].sort());
  for (const target of targetNames) expect(parseRecipe({ target }).target).toBe(target);
});
