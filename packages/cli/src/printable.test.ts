import { expect, test } from 'vitest';
import { jsonLine, printable } from './printable.ts';

test('shows what would steer a terminal as its code point', () => {
  expect(printable('conv\u001b[2J\r\u202ename')).toBe('conv\\u{1b}[2J\\u{d}\\u{202e}name');
});

test('leaves words of all languages, tables and line feeds as they are', () => {
  const text = '│ слой/größe 層 ✓ 3×3 │\n';
  expect(printable(text)).toBe(text);
});

test('JSON stays JSON, on one line, with nothing in it that steers', () => {
  const value = { name: 'a\u001b[2J\u202e\u007f\u{e0001}\n"slash\\' };
  const line = jsonLine(value);
  expect(JSON.parse(line)).toEqual(value);
  expect(line.trimEnd()).toMatch(/^[\x20-\x7e]+$/);
});
