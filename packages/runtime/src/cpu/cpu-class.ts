/** What decides which integer kernels onnxruntime's MLAS picks, and so which target suits. */
export type CpuClass = 'ort-cpu-amx' | 'ort-cpu-vnni' | 'ort-cpu-avx512' | 'ort-cpu-avx2' | 'ort-cpu-arm64';

/** Instruction sets that matter to integer kernels. Names as Linux spells them, `neonDotprod` and `neonI8mm` being asimddp and i8mm. */
export interface CpuFlags {
  readonly avx2: boolean;
  readonly avx512f: boolean;
  readonly avx512bw: boolean;
  readonly avx512_vnni: boolean;
  readonly avx_vnni: boolean;
  readonly amx_int8: boolean;
  readonly neonDotprod: boolean;
  readonly neonI8mm: boolean;
}

/** The target for a CPU. An x64 CPU with none of the sets gets the AVX2 rules, which need no saturation-free dot product. */
export function cpuClassOf(architecture: string, flags: CpuFlags): CpuClass {
  if (architecture === 'arm64') return 'ort-cpu-arm64';
  if (flags.amx_int8 && flags.avx512_vnni) return 'ort-cpu-amx';
  if (flags.avx512_vnni || flags.avx_vnni) return 'ort-cpu-vnni';
  if (flags.avx512f && flags.avx512bw) return 'ort-cpu-avx512';
  return 'ort-cpu-avx2';
}
