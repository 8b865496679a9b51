import type { Backend, OpSupport } from '../backend.ts';

const unsupported = (text: string): OpSupport => ({ as: 'float', why: { kind: 'unsupported', text } });
const noKernel = (op: string): OpSupport => unsupported(`onnxruntime has no integer ${op}`);
const slower = (op: string, factor: string): OpSupport => ({
  as: 'float',
  why: { kind: 'slower', text: `integer ${op} is ${factor} slower than float on this CPU` },
});

/** What onnxruntime's CPU provider computes on integers. Measured on onnxruntime 1.30 with AVX512-VNNI (ort-integer-kernels.md). */
export const ops: Backend['ops'] = {
  Conv: { as: 'linear' },
  Gemm: { as: 'linear' },
  MatMul: { as: 'linear' },
  Add: { as: 'elementwise' },
  Mul: { as: 'elementwise' },
  Concat: { as: 'movement' },
  Max: { as: 'movement' },
  Min: { as: 'movement' },
  Sigmoid: { as: 'lut' },
  LeakyRelu: { as: 'lut' },
  GlobalAveragePool: { as: 'pool' },
  Relu: { as: 'rectifier' },
  Clip: { as: 'rectifier' },
  MaxPool: { as: 'movement' },
  Reshape: { as: 'movement' },
  Flatten: { as: 'movement' },
  Transpose: { as: 'movement' },
  Slice: { as: 'movement' },
  Squeeze: { as: 'movement' },
  Unsqueeze: { as: 'movement' },
  Pad: { as: 'movement' },
  Split: { as: 'movement' },
  Gather: { as: 'movement' },
  Expand: { as: 'movement' },
  Tile: { as: 'movement' },
  DepthToSpace: { as: 'movement' },
  SpaceToDepth: { as: 'movement' },
  Identity: { as: 'movement' },
  ConvTranspose: unsupported('onnxruntime has no integer ConvTranspose, and this one has no equal convolution'),
  Softmax: slower('Softmax', '3-5 times'),
  AveragePool: slower('AveragePool', '1.6-3.3 times'),
  Resize: slower('Resize of this mode', '2.5 times'),
  Sub: noKernel('Sub'),
  Div: noKernel('Div'),
  PRelu: noKernel('PRelu'),
  LayerNormalization: noKernel('LayerNormalization'),
  InstanceNormalization: noKernel('InstanceNormalization'),
  BatchNormalization: noKernel('BatchNormalization'),
  LSTM: noKernel('LSTM'),
  GRU: noKernel('GRU'),
  RNN: noKernel('RNN'),
};

export const convs: Backend['convs'] = {
  dense: 'integer',
  depthwise: 'integer',
  // 0.87 times float's speed, which is less than going to float and back costs.
  grouped: 'integer',
  multiplier: { kind: 'slower', text: 'integer convolutions with several filters a channel are 13 times slower than float on this CPU' },
};
