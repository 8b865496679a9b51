import { expect, it } from 'vitest';
import { parseDemoArguments } from './arguments.ts';

it('needs no argument', () => {
  expect(parseDemoArguments([], '/clone')).toEqual({ json: false, out: '/clone/octet-out/demo', recipe: undefined });
});

it('takes paths relative to the folder and absolute ones', () => {
  const args = ['--json', '--out', 'a b', '--recipe=/recipes/int8.json'];
  expect(parseDemoArguments(args, '/clone')).toEqual({ json: true, out: '/clone/a b', recipe: '/recipes/int8.json' });
});

it('offers help before anything else', () => {
  expect(parseDemoArguments(['--json', '-h'], '/clone')).toBe('help');
});

it('refuses what it does not know', () => {
  expect(() => parseDemoArguments(['--jsn'], '/clone')).toThrow(/Unknown option '--jsn'/);
  expect(() => parseDemoArguments(['model.onnx'], '/clone')).toThrow(/Unexpected argument 'model.onnx'/);
});
