import type { SizePart } from '@octet/contracts';
import { type Constant, elementCount, type Model } from '@octet/onnx';
import type { WeightAnalysis } from '@octet/quantizer';

/** Bytes before and after, by file, by all initializers, and by quantized tensor. */
export function sizePart(
  files: { readonly fp32Bytes: number; readonly int8Bytes: number },
  models: { readonly fp32: Model; readonly int8: Model },
  weights: readonly WeightAnalysis[],
): SizePart {
  let scaleBytes = 0;
  let int8Bytes = 0;
  for (const v of models.int8.graph.initializers) {
    const bytes = bytesOf(v.constant);
    // Second and third operands of (De)QuantizeLinear: scale and zero point.
    const isScale =
      v.uses.length > 0 && v.uses.every((u) => (u.node.opType === 'QuantizeLinear' || u.node.opType === 'DequantizeLinear') && u.index > 0);
    if (isScale) scaleBytes += bytes;
    else int8Bytes += bytes;
  }
  let fp32Bytes = 0;
  for (const v of models.fp32.graph.initializers) fp32Bytes += bytesOf(v.constant);
  return {
    fp32_file_bytes: files.fp32Bytes,
    int8_file_bytes: files.int8Bytes,
    fp32_weight_bytes: fp32Bytes,
    int8_weight_bytes: int8Bytes,
    scale_bytes: scaleBytes,
    tensors: weights.map((w) => ({
      name: w.weight,
      shape: [...w.dims],
      fp32_bytes: elementCount(w.dims) * 4,
      int8_bytes: elementCount(w.dims),
      dtype: 'int8',
    })),
  };
}

const bytesPerElement: Readonly<Record<string, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
};

function bytesOf(constant: Constant | undefined): number {
  return constant === undefined ? 0 : constant.elementCount * (bytesPerElement[constant.dtype] ?? 1);
}
