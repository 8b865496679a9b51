import { backendOfPairs } from '../qdq-pairs/backend-of-pairs.ts';

/** TensorRT's explicit quantization: signed integers, every zero point 0, one scale a tensor for activations and one a channel for weights. */
export const tensorrt = backendOfPairs({
  name: 'tensorrt',
  description: 'TensorRT 10 or newer, explicit quantization: symmetric int8 pairs',
  activations: { dtype: 'int8', symmetric: true },
  residual: 'both',
  beforePools: false,
});
