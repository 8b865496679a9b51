import { expect, test } from 'vitest';
import { flagsOverride } from './flags-override.ts';

test('takes the flags that are listed, by commas or spaces, and no others', () => {
  expect(flagsOverride('avx2, avx512f avx512bw')).toEqual({
    avx2: true,
    avx512f: true,
    avx512bw: true,
    avx512_vnni: false,
    avx_vnni: false,
    amx_int8: false,
    neonDotprod: false,
    neonI8mm: false,
  });
});

test('absent or empty it overrides nothing', () => {
  expect(flagsOverride(undefined)).toBeUndefined();
  expect(flagsOverride(' ')).toBeUndefined();
});

test('refuses a flag that is none, and lists those that are', () => {
  const wrong = () => flagsOverride('avx2,vnni');
  expect(wrong).toThrow(/no such flag as vnni\. Known flags: avx2, .*avx512_vnni, .*neonI8mm\./);
  expect(wrong).toThrow(expect.objectContaining({ code: 'config/invalid' }));
});
