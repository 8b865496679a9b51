import { expect, test } from 'vitest';
import { visible } from './visible.ts';

test('leaves ordinary names as they are, in any script', () => {
  for (const name of ['/layer1/conv1/Conv', 'слой_1', 'שכבה', '層 <1>', 'naïve 🙂']) expect(visible(name)).toBe(name);
});

test.each([
  ['a\u202Egnp.exe', 'a⟨U+202E⟩gnp.exe'],
  ['\u001B[2Jgone', '⟨U+001B⟩[2Jgone'],
  ['a\u200Bb', 'a⟨U+200B⟩b'],
  ['line\nfeed', 'line⟨U+000A⟩feed'],
  ['\u2028', '⟨U+2028⟩'],
  ['\uD800x', '⟨U+D800⟩x'],
])('writes out what hides, reorders or moves the cursor: %j', (raw, shown) => {
  expect(visible(raw)).toBe(shown);
});

test('cuts a name of 10 kB in the middle and says how long it was', () => {
  const shown = visible(`head${'x'.repeat(10_000)}tail`);
  expect(shown).toMatch(/^headx+…x+tail \(10008 characters\)$/);
  expect(shown.length).toBeLessThan(110);
});

test('keeps a name of exactly the limit whole', () => {
  expect(visible('x'.repeat(80))).toBe('x'.repeat(80));
  expect(visible('x'.repeat(81))).toContain('…');
});
