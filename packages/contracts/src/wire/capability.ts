import Type, { type Static } from 'typebox';
import type { Recipe, TargetName } from '../recipe.ts';

/** What a worker's CPU is; the same words as the targets that suit it. */
export const cpuClasses = ['ort-cpu-amx', 'ort-cpu-vnni', 'ort-cpu-avx512', 'ort-cpu-avx2', 'ort-cpu-arm64'] as const;
export const cpuClassSchema = Type.Enum(cpuClasses);
export type CpuClass = Static<typeof cpuClassSchema>;

/** A queue for each class, and one for the jobs that any worker may take. */
export const jobClasses = ['any', ...cpuClasses] as const;
export const jobClassSchema = Type.Enum(jobClasses);
export type JobClass = Static<typeof jobClassSchema>;

/** The classes that a worker with this CPU serves: an x86 CPU runs, and times honestly, what needs less than it has. */
export const servedClasses: Readonly<Record<CpuClass, readonly JobClass[]>> = {
  'ort-cpu-amx': ['ort-cpu-amx', 'ort-cpu-vnni', 'ort-cpu-avx512', 'ort-cpu-avx2', 'any'],
  'ort-cpu-vnni': ['ort-cpu-vnni', 'ort-cpu-avx512', 'ort-cpu-avx2', 'any'],
  'ort-cpu-avx512': ['ort-cpu-avx512', 'ort-cpu-avx2', 'any'],
  'ort-cpu-avx2': ['ort-cpu-avx2', 'any'],
  'ort-cpu-arm64': ['ort-cpu-arm64', 'any'],
};

/**
 * What `target: auto` becomes on a CPU: an artifact that is right on every x86 CPU, in the forms that are fastest on this one. Only those in tile units
 * are for CPUs with AMX alone.
 */
export const autoTargets: Readonly<Record<CpuClass, TargetName>> = {
  'ort-cpu-amx': 'ort-cpu-amx',
  'ort-cpu-vnni': 'ort-cpu-x86',
  'ort-cpu-avx512': 'ort-cpu-avx512',
  'ort-cpu-avx2': 'ort-cpu-avx2',
  'ort-cpu-arm64': 'ort-cpu-arm64',
};

/** The class of a job: what it requires itself, else what its target runs on. */
export function jobClassOf(recipe: Recipe, requires?: CpuClass): JobClass {
  if (requires !== undefined) return requires;
  // Any x86 CPU runs it; all of them serve the class of the least.
  if (recipe.target === 'ort-cpu-x86') return 'ort-cpu-avx2';
  return cpuClasses.find((cpuClass) => cpuClass === recipe.target) ?? 'any';
}
