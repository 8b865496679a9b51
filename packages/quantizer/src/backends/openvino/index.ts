import { backendOfPairs } from '../qdq-pairs/backend-of-pairs.ts';

/**
 * OpenVINO's CPU plugin reads a pair as FakeQuantize: unsigned activations with a zero point, signed weights with a scale a channel. It fuses an Add
 * with the convolution before it and ignores a pair between them, so there is none (ResNet-20: 31.8 → 33.2 dB). Measured on OpenVINO 2026.4.
 */
export const openvino = backendOfPairs({
  name: 'openvino',
  description: 'OpenVINO CPU: pairs read as FakeQuantize, unsigned activations with a zero point',
  activations: { dtype: 'uint8', symmetric: false },
  residual: 'shortcut',
  beforePools: true,
});
