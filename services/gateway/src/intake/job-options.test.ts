import { defaultRecipe } from '@octet/contracts';
import { expect, test } from 'vitest';
import { parseRecipePart } from './job-options.ts';

const parse = (json: unknown) => parseRecipePart(JSON.stringify(json));
const refusal = (text: string) => {
  try {
    parseRecipePart(text);
  } catch (error) {
    return error;
  }
  return undefined;
};

test('{} is the recipe with every default', () => {
  expect(parse({})).toEqual({ options: {}, recipe: defaultRecipe });
});

test('a recipe alone, and one inside job options, are the same recipe', () => {
  const recipe = { target: 'ort-cpu-avx2' };
  expect(parse(recipe)).toEqual({ options: {}, recipe: { ...defaultRecipe, ...recipe } });
  expect(parse({ recipe, name: 'nightly' })).toEqual({ options: { name: 'nightly' }, recipe: { ...defaultRecipe, ...recipe } });
  expect(parse({ tags: ['a'] })).toEqual({ options: { tags: ['a'] }, recipe: defaultRecipe });
});

test.each([
  ['{', 'recipe/invalid', ''],
  ['[]', 'recipe/invalid', ''],
  ['{"target":"pentium"}', 'recipe/invalid', '/target'],
  ['{"recipe":{"target":"pentium"}}', 'recipe/invalid', '/recipe/target'],
  ['{"name":"x","color":"red"}', 'request/invalid', '/color'],
  ['{"name":7}', 'request/invalid', '/name'],
])('refuses %s as %s at "%s"', (text, code, pointer) => {
  expect(refusal(text)).toMatchObject({ code, faults: [expect.objectContaining({ pointer })] });
});
