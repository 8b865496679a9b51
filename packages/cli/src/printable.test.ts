import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test('shows what would steer a terminal as its code point', () => {
  expect(printable('conv\u001b[2J\r\u202ename')).toBe('conv\\u{1b}[2J\\u{d}\\u{202e}name');
});

test('leaves words of all languages, tables and line feeds as they are', () => {
  const text = '│ слой/größe 層 ✓ 3×3 │\n';
  expect(printable(text)).toBe(text);
});
