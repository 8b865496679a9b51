import { jobClasses } from '@octet/contracts';
import { expect, test } from 'vitest';
import { withoutVnni } from './dry-run.ts';

const none = Object.fromEntries(jobClasses.map((name) => [name, 0])) as Record<(typeof jobClasses)[number], number>;

test('a job that any worker may take is warned where no connected worker has VNNI', () => {
  expect(withoutVnni('any', { ...none, any: 2, 'ort-cpu-avx2': 2, 'ort-cpu-avx512': 1 })).toEqual([
    expect.stringMatching(/^No connected worker has VNNI/),
  ]);
});

test('it is not where one has it, where none is connected, where all are Arm, and where it asked for such a CPU', () => {
  expect(withoutVnni('any', { ...none, any: 2, 'ort-cpu-avx2': 2, 'ort-cpu-vnni': 1 })).toEqual([]);
  expect(withoutVnni('any', none)).toEqual([]);
  expect(withoutVnni('any', { ...none, any: 1, 'ort-cpu-arm64': 1 })).toEqual([]);
  expect(withoutVnni('ort-cpu-avx2', { ...none, any: 1, 'ort-cpu-avx2': 1 })).toEqual([]);
});
