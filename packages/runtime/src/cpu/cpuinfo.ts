import type { CpuFlags } from './cpu-class.ts';

export interface CpuInfo {
  readonly model: string | undefined;
  readonly vendor: string | undefined;
  readonly flags: CpuFlags;
}

const linuxFlags: Record<keyof CpuFlags, string> = {
  avx2: 'avx2',
  avx512f: 'avx512f',
  avx512bw: 'avx512bw',
  avx512_vnni: 'avx512_vnni',
  avx_vnni: 'avx_vnni',
  amx_int8: 'amx_int8',
  neonDotprod: 'asimddp',
  neonI8mm: 'i8mm',
};

export const flagNames = Object.keys(linuxFlags) as readonly (keyof CpuFlags)[];

/** Reads the first processor of Linux's /proc/cpuinfo; x86 writes "flags", ARM "Features" and no model name. */
export function parseCpuinfo(text: string): CpuInfo {
  const fields = new Map<string, string>();
  for (const line of text.split('\n\n', 1)[0]?.split('\n') ?? []) {
    const at = line.indexOf(':');
    if (at > 0) fields.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  const present = new Set((fields.get('flags') ?? fields.get('Features') ?? '').split(' '));
  return {
    model: fields.get('model name'),
    vendor: fields.get('vendor_id') ?? fields.get('CPU implementer'),
    flags: flagsWhere((key) => present.has(linuxFlags[key])),
  };
}

export function flagsWhere(has: (flag: keyof CpuFlags) => boolean): CpuFlags {
  return Object.fromEntries(flagNames.map((flag) => [flag, has(flag)])) as unknown as CpuFlags;
}
