import { type CpuClass, costWithoutVnni } from '@octet/contracts';
import { expect, test } from 'vitest';
import { warningsPart } from './warnings-part.ts';

const warnings = (cpu_class: CpuClass, saturating?: number) =>
  warningsPart(
    { model: 'CPU', architecture: 'x64', cores: 2, cpu_class, flags: [] },
    saturating === undefined ? undefined : { pairs: 135_520, saturating },
  );

test.each(['ort-cpu-avx2', 'ort-cpu-avx512'] as const)('%s: a CPU without VNNI is warned of, with its cost and where to go', (cpuClass) => {
  expect(warnings(cpuClass, 0)).toEqual([
    { code: 'cpu/without-vnni', severity: 'warning', message: costWithoutVnni, fix: expect.stringContaining('requires ort-cpu-vnni') },
  ]);
});

test('an artifact whose sums can saturate on such a CPU is warned of there, with its number of pairs', () => {
  expect(warnings('ort-cpu-avx2', 2665)[1]).toEqual({
    code: 'target/without-vnni',
    severity: 'warning',
    message: expect.stringMatching(/^2,665 of 135,520 pairs of weights can saturate on this CPU\./),
    fix: expect.stringContaining('ort-cpu-x86'),
  });
});

test('with VNNI it is a remark, and there is none where no pair can saturate or the target is not x86', () => {
  expect(warnings('ort-cpu-vnni', 2665)).toMatchObject([{ code: 'target/without-vnni', severity: 'info' }]);
  expect(warnings('ort-cpu-vnni', 0)).toEqual([]);
  expect(warnings('ort-cpu-arm64')).toEqual([]);
});
