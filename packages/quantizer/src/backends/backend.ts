import type { ConvKind } from '../linear/conv-kind.ts';
import type { QDType } from '../qparams/affine.ts';
import type { RespellingName } from '../respell/index.ts';
import type { Why } from '../spec.ts';
import type { CostTable } from './onnxruntime-cpu/cost-table.ts';

/**
 * How an operator may run on a backend.
 * - linear: Conv, Gemm, MatMul with constant weights: the reason to quantize at all;
 * - elementwise, lut, pool: has an integer kernel of its own, worth it only between integers;
 * - movement: moves integers without looking at them, output qparams = input qparams;
 * - rectifier: Relu and Clip: vanish into the producer's range, or clip integers;
 * - float: stays float, and why.
 */
export type OpSupport =
  | { readonly as: 'linear' | 'elementwise' | 'lut' | 'pool' | 'movement' | 'rectifier' }
  | { readonly as: 'float'; readonly why: Why };

/** What a backend supports and what it likes: a table, no code. */
export interface Backend {
  readonly name: TargetName;
  readonly description: string;
  readonly activations: { readonly dtype: QDType; readonly symmetric: boolean };
  readonly weights: {
    readonly dtype: 'int8';
    readonly granularity: 'per-channel' | 'per-tensor';
    /** [−127, 127]: −128 has no mirror image, and pair sums of VNNI-less CPUs are bounded by it. */
    readonly qmax: 127;
    /** Keep |w₂ₖ| + |w₂ₖ₊₁| ≤ 128 where vpmaddubsw adds pairs in int16 (engine.md §9). */
    readonly saturationGuard: boolean;
  };
  readonly ops: Readonly<Record<string, OpSupport>>;
  /** Which convolutions run on integers; for the others why not. */
  readonly convs: Readonly<Record<ConvKind, 'integer' | Why>>;
  /** Float rewrites to apply before quantization, by rule name. */
  readonly respellings: readonly RespellingName[];
  /** Moves integers directly (MaxPool on u8) instead of DequantizeLinear → op → QuantizeLinear. */
  readonly movesIntegers: boolean;
  /** onnxruntime re-quantizes a float Conv or Gemm between DequantizeLinear and QuantizeLinear unless a per-axis DequantizeLinear feeds it. */
  readonly guardsFloatLinears: boolean;
  /** The last Gemm writes float from its int32 accumulator; the operators behind the last linear stay float. */
  readonly floatTail: boolean;
  /** Constant-weight MatMul with more than two dimensions: quantize its input on every run, or once by calibration. */
  readonly matmul: 'dynamic' | 'static';
  readonly costs: CostTable;
}

export type TargetName = 'ort-cpu-amx' | 'ort-cpu-vnni' | 'ort-cpu-avx512' | 'ort-cpu-avx2' | 'ort-cpu-arm64' | 'tensorrt' | 'openvino';
