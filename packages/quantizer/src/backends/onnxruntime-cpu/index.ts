import { defaultRespellings } from '../../respell/index.ts';
import type { Backend } from '../backend.ts';
import { amxCosts } from './costs/amx.ts';
import { avx2Costs } from './costs/avx2.ts';
import { avx512Costs } from './costs/avx512.ts';
import { vnniCosts } from './costs/vnni.ts';
import { lower } from './lower/lower.ts';
import { passes } from './lower/passes.ts';
import { convs, ops } from './ops.ts';
import { place } from './place.ts';

type Kind = Pick<Backend, 'name' | 'description' | 'judgedHere'> & {
  readonly costs: NonNullable<Backend['costs']>;
  readonly saturationGuard: boolean;
};

/** onnxruntime's CPU provider: unsigned activations with a zero point, integers moved as they are, float where float is faster. */
const onnxruntimeCpu = ({ saturationGuard, ...kind }: Kind) =>
  ({
    ...kind,
    activations: { dtype: 'uint8', symmetric: false },
    weights: { dtype: 'int8', granularity: 'per-channel', qmax: 127, saturationGuard },
    ops,
    convs,
    respellings: defaultRespellings,
    foldsConstants: true,
    pairsAsWritten: false,
    place,
    lower,
    passes,
  }) as const satisfies Backend;

const isX64 = ({ architecture }: { readonly architecture: string }) => architecture === 'x64';

export const onnxruntimeCpus = {
  'ort-cpu-x86': onnxruntimeCpu({
    name: 'ort-cpu-x86',
    description: 'onnxruntime CPU, any x86-64: the forms that are fastest with VNNI, and weights that are exact without it too',
    saturationGuard: true,
    costs: vnniCosts,
    judgedHere: isX64,
  }),
  'ort-cpu-amx': onnxruntimeCpu({
    name: 'ort-cpu-amx',
    description:
      'onnxruntime CPU, x86-64 with AMX-INT8 besides AVX512-VNNI: larger convolutions are products of matrices in its tile units',
    saturationGuard: false,
    costs: amxCosts,
    judgedHere: (cpu) => isX64(cpu) && cpu.flags.amx_int8,
  }),
  'ort-cpu-vnni': onnxruntimeCpu({
    name: 'ort-cpu-vnni',
    description: 'onnxruntime CPU, x86-64 with AVX512-VNNI or AVX-VNNI',
    saturationGuard: false,
    costs: vnniCosts,
    judgedHere: (cpu) => isX64(cpu) && (cpu.flags.avx512_vnni || cpu.flags.avx_vnni),
  }),
  'ort-cpu-avx512': onnxruntimeCpu({
    name: 'ort-cpu-avx512',
    description: 'onnxruntime CPU, x86-64 with AVX512 but no VNNI: pair sums may saturate, so weights are guarded',
    saturationGuard: true,
    costs: avx512Costs,
    judgedHere: (cpu) => isX64(cpu) && cpu.flags.avx512f && cpu.flags.avx512bw,
  }),
  'ort-cpu-avx2': onnxruntimeCpu({
    name: 'ort-cpu-avx2',
    description: 'onnxruntime CPU, x86-64 with AVX2: pair sums may saturate, so weights are guarded',
    saturationGuard: true,
    costs: avx2Costs,
    judgedHere: isX64,
  }),
  'ort-cpu-arm64': onnxruntimeCpu({
    name: 'ort-cpu-arm64',
    description: 'onnxruntime CPU, 64-bit Arm with dot product instructions',
    saturationGuard: false,
    costs: vnniCosts,
    judgedHere: ({ architecture }) => architecture === 'arm64',
  }),
} as const;
