import type { Backend, TargetName } from './backend.ts';
import { amxCosts } from './onnxruntime-cpu/cost-table.ts';
import { ortCpuVnni } from './onnxruntime-cpu/ops.ts';

/** The same forms; larger convolutions go to the tile units, of which the cost table tells. */
const ortCpuAmx: Backend = {
  ...ortCpuVnni,
  name: 'ort-cpu-amx',
  description: 'onnxruntime CPU, x86-64 with AMX-INT8 besides AVX512-VNNI: larger convolutions are products of matrices in its tile units',
  costs: amxCosts,
};

/** int8 arithmetic without VNNI: the same forms, other costs. */
const ortCpuAvx512: Backend = {
  ...ortCpuVnni,
  name: 'ort-cpu-avx512',
  description: 'onnxruntime CPU, x86-64 with AVX512 but no VNNI: pair sums may saturate, so weights are guarded',
  weights: { ...ortCpuVnni.weights, saturationGuard: true },
};

const ortCpuAvx2: Backend = {
  ...ortCpuAvx512,
  name: 'ort-cpu-avx2',
  description: 'onnxruntime CPU, x86-64 with AVX2: pair sums may saturate, so weights are guarded',
};

const ortCpuArm64: Backend = {
  ...ortCpuVnni,
  name: 'ort-cpu-arm64',
  description: 'onnxruntime CPU, 64-bit Arm with dot product instructions',
};

const allConvs = { dense: 'integer', depthwise: 'integer', grouped: 'integer', multiplier: 'integer' } as const satisfies Backend['convs'];

/** Spellings that any backend prefers; the others suit the kernels of onnxruntime's CPU provider. */
const plainSpellings = [
  'sub-constant-to-add',
  'div-constant-to-mul',
  'neg-to-mul',
  'reduce-mean-to-global-average-pool',
  'average-pool-to-global-average-pool',
  'global-max-pool-to-max-pool',
] as const satisfies Backend['respellings'];

/** TensorRT reads QDQ around every operator, symmetric, positive scales, no operators on integers between. */
const tensorrt: Backend = {
  ...ortCpuVnni,
  name: 'tensorrt',
  description: 'TensorRT explicit quantization: symmetric int8 QDQ',
  activations: { dtype: 'int8', symmetric: true },
  convs: allConvs,
  respellings: plainSpellings,
  movesIntegers: false,
  guardsFloatLinears: false,
  floatTail: false,
  matmul: 'static',
};

const openvino: Backend = {
  ...ortCpuVnni,
  name: 'openvino',
  description: 'OpenVINO CPU: QDQ read as FakeQuantize, unsigned asymmetric activations',
  convs: allConvs,
  respellings: plainSpellings,
  movesIntegers: false,
  guardsFloatLinears: false,
  floatTail: false,
  matmul: 'static',
};

export const backends = {
  'ort-cpu-amx': ortCpuAmx,
  'ort-cpu-vnni': ortCpuVnni,
  'ort-cpu-avx512': ortCpuAvx512,
  'ort-cpu-avx2': ortCpuAvx2,
  'ort-cpu-arm64': ortCpuArm64,
  tensorrt,
  openvino,
} as const satisfies Record<TargetName, Backend>;
