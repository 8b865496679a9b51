import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultRecipe, parseRecipeText } from '@octet/contracts';
import { expect, it } from 'vitest';
import { markdownBlocks } from './markdown-blocks.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/recipe.md'), 'utf8');

/** `calibration.samples` → 512, for every field that has a default of its own. */
function* leaves(value: object, path: string[] = []): Generator<[string, unknown]> {
  for (const [key, inner] of Object.entries(value)) {
    const isGroup = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    if (isGroup) yield* leaves(inner, [...path, key]);
    else yield [[...path, key].join('.'), inner];
  }
}

it('docs/recipe.md names every field of the recipe with its default, and no other', () => {
  const rows = Array.from(page.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm), ([, field, value]) => [field, JSON.parse(value ?? '')]);
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(leaves(defaultRecipe)));
});

it.each([...markdownBlocks(page, 'json'), ...markdownBlocks(readFileSync(join(root, 'README.md'), 'utf8'), 'json')])(
  'the recipes shown are valid: %s',
  (text) => {
    expect(parseRecipeText(text)).toHaveProperty('target');
  },
);
