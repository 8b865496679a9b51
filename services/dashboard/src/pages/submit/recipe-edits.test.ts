import { defaultRecipe, parseRecipe } from '@octet/contracts';
import { expect, test } from 'vitest';
import { readRecipeText, valueAt, withoutDefaults, withValue } from './recipe-edits.ts';
import { fieldGroups, rowFields } from './recipe-fields.ts';

test('a value is put where the pointer says, and taken out with the object that it leaves empty', () => {
  const recipe = withValue(withValue({}, '/gates/min_speedup', null), '/target', 'openvino');
  expect(recipe).toEqual({ gates: { min_speedup: null }, target: 'openvino' });
  expect(valueAt(recipe, '/gates/min_speedup')).toBeNull();
  expect(withValue(recipe, '/gates/min_speedup', undefined)).toEqual({ target: 'openvino' });
});

test('a recipe without its defaults means the same recipe', () => {
  const recipe = parseRecipe({ target: 'openvino', gates: { min_speedup: null }, exclude: [{ op: 'Softmax' }] });
  const short = withoutDefaults(recipe, defaultRecipe);
  expect(short).toEqual({ target: 'openvino', gates: { min_speedup: null }, exclude: [{ op: 'Softmax' }] });
  expect(parseRecipe(short)).toEqual(recipe);
  expect(withoutDefaults(defaultRecipe, defaultRecipe)).toEqual({});
});

test('text that is no object is no recipe', () => {
  expect(readRecipeText('{"target":"auto"}')).toEqual({ target: 'auto' });
  for (const text of ['', '{', '[]', 'null', '3']) expect(readRecipeText(text)).toBeUndefined();
});

test('every field of the recipe is in the form', () => {
  const shown = [...fieldGroups.flatMap(({ fields }) => fields), ...rowFields].map(({ pointer }) => pointer);
  const pointers = Object.entries(defaultRecipe).flatMap(([name, value]) =>
    typeof value === 'object' && !Array.isArray(value) ? Object.keys(value).map((key) => `/${name}/${key}`) : [`/${name}`],
  );
  expect(shown.sort()).toEqual(pointers.sort());
});
