import type { CpuFlags } from './cpu-class.ts';
import { flagNames, flagsWhere } from './cpuinfo.ts';

/**
 * The flags that OCTET_CPU_FLAGS lists, by commas or spaces, and no others; undefined where it is absent or empty. What is planned for the CPU
 * follows them; which kernels onnxruntime picks does not. Throws 'config/invalid' for a flag that is none.
 */
export function flagsOverride(text: string | undefined): CpuFlags | undefined {
  const named = new Set((text ?? '').split(/[\s,]+/).filter((flag) => flag !== ''));
  if (named.size === 0) return undefined;
  const unknown = [...named].filter((flag) => !flagNames.some((name) => name === flag));
  if (unknown.length > 0) {
    const detail = `OCTET_CPU_FLAGS: no such flag as ${unknown.join(', ')}. Known flags: ${flagNames.join(', ')}.`;
    throw Object.assign(new Error(detail), { code: 'config/invalid' });
  }
  return flagsWhere((flag) => named.has(flag));
}
