import { type CpuClass, costWithoutVnni } from '@octet/contracts';
import { backends } from '@octet/quantizer';
import { expect, test } from 'vitest';
import { warningsPart } from './warnings-part.ts';

const warnings = (cpu_class: CpuClass, target: keyof typeof backends) =>
  warningsPart({ model: 'CPU', architecture: 'x64', cores: 2, cpu_class, flags: [] }, backends[target]);

test.each(['ort-cpu-avx2', 'ort-cpu-avx512'] as const)('%s: a CPU without VNNI is warned of, with its cost and where to go', (cpuClass) => {
  expect(warnings(cpuClass, cpuClass)).toEqual([
    { code: 'cpu/without-vnni', severity: 'warning', message: costWithoutVnni, fix: expect.stringContaining('requires ort-cpu-vnni') },
  ]);
});

test('an unguarded target on such a CPU says that the figures include saturation', () => {
  expect(warnings('ort-cpu-avx2', 'ort-cpu-vnni')[0]?.fix).toMatch(
    /^Target ort-cpu-vnni does not guard its weights, .* include saturation\. Choose target ort-cpu-x86/,
  );
});

test.each(['ort-cpu-vnni', 'ort-cpu-amx', 'ort-cpu-arm64'] as const)('%s: a CPU whose sums do not saturate is not', (cpuClass) => {
  expect(warnings(cpuClass, 'ort-cpu-avx2')).toEqual([]);
});
