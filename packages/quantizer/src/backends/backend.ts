import type { Model, Node, Pass } from '@octet/onnx';
import type { ConvertContext } from '../convert/convert.ts';
import type { Integers } from '../convert/integers.ts';
import type { WeightWriter } from '../convert/weight-writer.ts';
import type { Weights } from '../convert/weights.ts';
import type { ConvKind } from '../linear/conv-kind.ts';
import type { QDType, QParams } from '../qparams/affine.ts';
import type { RespellingName } from '../respell/index.ts';
import type { NodePlan, Plan, QuantSpec, Why } from '../spec.ts';
import type { CostTable } from './onnxruntime-cpu/costs/cost-table.ts';

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

/** What runs an artifact: what it computes on integers, in which forms, and at what cost. */
export interface Backend {
  readonly name: string;
  readonly description: string;
  readonly activations: { readonly dtype: QDType; readonly symmetric: boolean };
  readonly weights: {
    readonly dtype: 'int8';
    readonly granularity: 'per-channel' | 'per-tensor';
    /** [−127, 127]: −128 has no mirror image, and pair sums of VNNI-less CPUs are bounded by it. */
    readonly qmax: 127;
    /** Keep two weights that meet in one vpmaddubsw from saturating (ADR 20). */
    readonly saturationGuard: boolean;
  };
  readonly ops: Readonly<Record<string, OpSupport>>;
  /** Which convolutions run on integers; for the others why not. */
  readonly convs: Readonly<Record<ConvKind, 'integer' | Why>>;
  /** Float rewrites to apply before quantization, by rule name. */
  readonly respellings: readonly RespellingName[];
  /** Folds Cast and Mul of constants when it loads a model, so that int8 weights of float operators cost no time. */
  readonly foldsConstants: boolean;
  /** Times of its kernels. Absent: nothing is kept in float for speed. */
  readonly costs?: CostTable;
  /** Decides for every node whether it computes on integers, and for every value its spec. Pure. */
  place(model: Model, options: PlaceOptions): Placed;
  /** Writes the integers of a plan into `model`, in this backend's forms. Answers where the integers of the prepared model's values are. */
  lower(model: Model, plan: Plan, options: LowerOptions): ReadonlyMap<string, Integers>;
  /** What is done to a model that was lowered, in order. */
  readonly passes: readonly Pass<ConvertContext>[];
  /** Accuracy is judged with the pairs computed as written: onnxruntime's own fusions add roundings that this backend does not have. */
  readonly pairsAsWritten: boolean;
  /** Whether a CPU runs the artifact in this backend's kernels: only there a race or a latency says anything. */
  judgedHere(cpu: Cpu): boolean;
}

/** A backend whose kernels were timed. */
export type Costed = Backend & { readonly costs: CostTable };

export function isCosted(backend: Backend): backend is Costed {
  return backend.costs !== undefined;
}

export interface PlaceOptions {
  readonly backend: Backend;
  /** Nodes to keep in float, and why. */
  readonly kept: ReadonlyMap<Node, Why>;
  /** Default true: what is behind the last linear operators may stay float. */
  readonly floatTail?: boolean;
}

export interface Placed {
  readonly nodes: ReadonlyMap<Node, NodePlan>;
  readonly specs: ReadonlyMap<string, QuantSpec>;
  /** Values that a float node (or the caller) makes and an integer node reads. */
  readonly quantizedFloats: ReadonlySet<string>;
}

export interface LowerOptions {
  readonly backend: Backend;
  readonly params: ReadonlyMap<string, QParams>;
  readonly weights: Weights;
  readonly writer: WeightWriter;
}

/** What a backend asks of a CPU. `architecture` as Node names it: x64, arm64. */
export interface Cpu {
  readonly architecture: string;
  readonly flags: Readonly<Record<'avx512f' | 'avx512bw' | 'avx512_vnni' | 'avx_vnni' | 'amx_int8', boolean>>;
}
