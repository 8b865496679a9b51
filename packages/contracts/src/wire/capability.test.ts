import { describe, expect, test } from 'vitest';
import { parseRecipe } from '../recipe.ts';
import { cpuClasses, jobClassOf, servedClasses } from './capability.ts';

describe('the class of a job', () => {
  test('is what its target runs on', () => {
    expect(jobClassOf(parseRecipe({ target: 'ort-cpu-vnni' }))).toBe('ort-cpu-vnni');
    expect(jobClassOf(parseRecipe({ target: 'ort-cpu-avx512' }))).toBe('ort-cpu-avx512');
  });

  test('for any x86 CPU is one that all x86 workers serve, and no Arm worker', () => {
    const jobClass = jobClassOf(parseRecipe({ target: 'ort-cpu-x86' }));
    expect(cpuClasses.filter((cpuClass) => servedClasses[cpuClass].includes(jobClass))).toEqual(
      cpuClasses.filter((cpuClass) => cpuClass !== 'ort-cpu-arm64'),
    );
  });

  test('is any where no worker runs the target, or the worker chooses it', () => {
    expect(jobClassOf(parseRecipe({ target: 'tensorrt' }))).toBe('any');
    expect(jobClassOf(parseRecipe({}))).toBe('any');
  });

  test('is what the job requires, whatever its target', () => {
    expect(jobClassOf(parseRecipe({ target: 'tensorrt' }), 'ort-cpu-avx2')).toBe('ort-cpu-avx2');
  });
});
