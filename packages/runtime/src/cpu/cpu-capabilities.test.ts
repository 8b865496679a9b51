import { expect, test, vi } from 'vitest';
import { cpuCapabilities } from './cpu-capabilities.ts';

const xeon = `processor\t: 0
vendor_id\t: GenuineIntel
model name\t: Intel(R) Xeon(R) Processor
flags\t\t: fpu sse2 avx avx2 avx512f avx512bw avx_vnni avx512_vnni amx_int8

processor\t: 1
flags\t\t: fpu
`;
const graviton = `processor\t: 0
BogoMIPS\t: 243.75
Features\t: fp asimd asimddp i8mm
CPU implementer\t: 0x41
`;
const machine = { cores: 2, model: undefined, override: undefined };

test('a CPU with matrix units gets the target for them, from the first processor of cpuinfo', () => {
  const cpu = cpuCapabilities({ ...machine, architecture: 'x64', cpuinfo: xeon });
  expect(cpu).toMatchObject({
    vendor: 'GenuineIntel',
    model: 'Intel(R) Xeon(R) Processor',
    cpuClass: 'ort-cpu-amx',
    flagSource: 'cpuinfo',
  });
  expect(cpu.flags).toMatchObject({ avx2: true, avx512_vnni: true, amx_int8: true, neonDotprod: false });
});

test('a CPU with VNNI and no matrix units, or units of bfloat16 alone, gets the VNNI target', () => {
  const cpuinfo = 'flags : avx2 avx512f avx512bw avx512_vnni amx_bf16 amx_tile\n';
  expect(cpuCapabilities({ ...machine, architecture: 'x64', cpuinfo }).cpuClass).toBe('ort-cpu-vnni');
});

test('a client CPU with AVX-VNNI but no AVX-512 gets the VNNI target too', () => {
  const cpuinfo = 'flags : avx2 avx_vnni\n';
  expect(cpuCapabilities({ ...machine, architecture: 'x64', cpuinfo }).cpuClass).toBe('ort-cpu-vnni');
});

test('AVX-512 without VNNI gets the AVX-512 target, and without the byte and word set the AVX2 one', () => {
  const classOf = (cpuinfo: string) => cpuCapabilities({ ...machine, architecture: 'x64', cpuinfo }).cpuClass;
  expect(classOf('flags : avx2 avx512f avx512bw\n')).toBe('ort-cpu-avx512');
  expect(classOf('flags : avx2 avx512f\n')).toBe('ort-cpu-avx2');
});

test('an ARM server gets the arm64 target and its dot product flags', () => {
  const cpu = cpuCapabilities({ ...machine, architecture: 'arm64', cpuinfo: graviton });
  expect(cpu).toMatchObject({ cpuClass: 'ort-cpu-arm64', vendor: '0x41', model: 'unknown', flags: { neonDotprod: true, neonI8mm: true } });
});

test('a system without cpuinfo claims no flag that not every such CPU has', () => {
  const x64 = cpuCapabilities({ ...machine, architecture: 'x64', cpuinfo: undefined, model: 'Some CPU' });
  expect(x64).toMatchObject({ model: 'Some CPU', cpuClass: 'ort-cpu-avx2', flagSource: 'assumed', flags: { avx2: false } });
  expect(cpuCapabilities({ ...machine, architecture: 'arm64', cpuinfo: undefined }).flags.neonDotprod).toBe(true);
});

test('an override of the flags decides the class in place of cpuinfo, and of nothing else', () => {
  const cpu = cpuCapabilities({ ...machine, architecture: 'x64', cpuinfo: xeon, override: 'avx2' });
  expect(cpu).toMatchObject({ cpuClass: 'ort-cpu-avx2', flagSource: 'override', model: 'Intel(R) Xeon(R) Processor' });
  expect(cpu.flags).toMatchObject({ avx2: true, avx512_vnni: false, amx_int8: false });
  expect(cpuCapabilities({ ...machine, architecture: 'arm64', cpuinfo: graviton, override: 'avx2' }).cpuClass).toBe('ort-cpu-arm64');
});

test('OCTET_CPU_FLAGS is that override for this machine', () => {
  vi.stubEnv('OCTET_CPU_FLAGS', 'avx2');
  expect(cpuCapabilities()).toMatchObject({ flagSource: 'override', flags: { avx2: true, avx512f: false } });
  vi.stubEnv('OCTET_CPU_FLAGS', undefined);
  expect(cpuCapabilities().flagSource).not.toBe('override');
  vi.unstubAllEnvs();
});

test('this machine has a class and at least one core', () => {
  const cpu = cpuCapabilities();
  expect(cpu.cpuClass).toMatch(/^ort-cpu-/);
  expect(cpu.cores).toBeGreaterThan(0);
});
