import type { DType } from '@octet/onnx';

/**
 * What a kernel's arithmetic is done in. 'data-movement' moves, converts or re-lays tensors and computes nothing of the model's:
 * QuantizeLinear, DequantizeLinear and shape arithmetic count there too.
 */
export type KernelClass = 'integer' | 'float' | 'data-movement';

/** How many multiply-accumulates a linear kernel does (macs.ts). */
export type LinearForm = 'conv' | 'conv-transpose' | 'matmul' | 'unknown';

export interface Kernel {
  readonly class: KernelClass;
  /** Set on the operations that hold nearly all of a network's arithmetic: convolutions, matrix products, recurrences. */
  readonly linear?: LinearForm;
  /** Index of the weight input of a 'conv'. */
  readonly weight?: number;
}

const integer = (linear?: LinearForm, weight?: number): Kernel => kernel('integer', linear, weight);
const float = (linear?: LinearForm, weight?: number): Kernel => kernel('float', linear, weight);
const movement: Kernel = { class: 'data-movement' };

function kernel(c: KernelClass, linear: LinearForm | undefined, weight: number | undefined): Kernel {
  return { class: c, ...(linear === undefined ? {} : { linear }), ...(weight === undefined ? {} : { weight }) };
}

/** Kernels by op type, whatever the domain: onnxruntime keeps the name where it only changes the layout (com.microsoft.nchwc.Conv). */
const kernels: Readonly<Record<string, Kernel>> = {
  QLinearConv: integer('conv', 3),
  ConvInteger: integer('conv', 1),
  QGemm: integer('matmul'),
  QLinearMatMul: integer('matmul'),
  MatMulInteger: integer('matmul'),
  MatMulInteger16: integer('matmul'),
  MatMulIntegerToFloat: integer('matmul'),
  DynamicQuantizeMatMul: integer('matmul'),
  // Float activations, but accuracy level 4, the default, multiplies in int8.
  MatMulNBits: integer('matmul'),
  QAttention: integer('unknown'),
  DynamicQuantizeLSTM: integer('unknown'),
  QLinearConvTranspose: integer('unknown'),

  QLinearAdd: integer(),
  QLinearMul: integer(),
  QLinearSigmoid: integer(),
  QLinearLeakyRelu: integer(),
  QLinearSoftmax: integer(),
  QLinearConcat: integer(),
  QLinearWhere: integer(),
  QLinearAveragePool: integer(),
  QLinearGlobalAveragePool: integer(),
  QLinearReduceMean: integer(),
  NhwcMaxPool: integer(),

  Conv: float('conv', 1),
  FusedConv: float('conv', 1),
  NhwcFusedConv: float('conv', 1),
  ConvTranspose: float('conv-transpose', 1),
  ConvTransposeWithDynamicPads: float('unknown'),
  DeformConv: float('unknown'),
  Gemm: float('matmul'),
  FusedGemm: float('matmul'),
  MatMul: float('matmul'),
  FusedMatMul: float('matmul'),
  FusedMatMulActivation: float('matmul'),
  GemmFloat8: float('matmul'),
  Einsum: float('unknown'),
  Attention: float('unknown'),
  MultiHeadAttention: float('unknown'),
  GroupQueryAttention: float('unknown'),
  LSTM: float('unknown'),
  GRU: float('unknown'),
  RNN: float('unknown'),

  QuantizeLinear: movement,
  DequantizeLinear: movement,
  DynamicQuantizeLinear: movement,
  ReorderInput: movement,
  ReorderOutput: movement,
  Transpose: movement,
  Reshape: movement,
  Flatten: movement,
  Squeeze: movement,
  Unsqueeze: movement,
  Identity: movement,
  Cast: movement,
  CastLike: movement,
  Concat: movement,
  Split: movement,
  Slice: movement,
  Gather: movement,
  GatherElements: movement,
  GatherND: movement,
  ScatterElements: movement,
  ScatterND: movement,
  Scatter: movement,
  Pad: movement,
  Expand: movement,
  Tile: movement,
  DepthToSpace: movement,
  SpaceToDepth: movement,
  Shape: movement,
  Size: movement,
  Range: movement,
  Constant: movement,
  ConstantOfShape: movement,
  EyeLike: movement,
  OneHot: movement,
  NonZero: movement,
  Compress: movement,
  Where: movement,
  If: movement,
  Loop: movement,
  Scan: movement,
  Dropout: movement,
};

const byType: Partial<Record<DType, KernelClass>> = {
  int8: 'integer',
  uint8: 'integer',
  float32: 'float',
  float64: 'float',
  float16: 'float',
  bfloat16: 'float',
};

/**
 * The kernel behind an op. Ops that the table does not name (MaxPool, Clip, Max …) run on integers or floats as their first input is;
 * on int64 or bool they are shape arithmetic and count as data movement.
 */
export function kernelOf(opType: string, firstInput: DType | undefined): Kernel {
  if (Object.hasOwn(kernels, opType)) return kernels[opType] as Kernel;
  return { class: firstInput === undefined ? 'float' : (byType[firstInput] ?? 'data-movement') };
}

/** Nodes whose time is that of the nodes in their bodies. */
export const controlFlow: ReadonlySet<string> = new Set(['If', 'Loop', 'Scan']);
