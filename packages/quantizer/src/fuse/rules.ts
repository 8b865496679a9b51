import type { Rule } from '@octet/onnx';
import { batchNormToMulAdd } from './batch-norm-to-mul-add.ts';
import { dropNoOp } from './drop-no-op.ts';
import { foldAffineAfter } from './fold-affine-after.ts';
import { foldAffineBefore } from './fold-affine-before.ts';
import { foldBatchNorm } from './fold-batch-norm.ts';
import { foldPad } from './fold-pad.ts';
import { gelu } from './gelu.ts';
import { hardSigmoid, hardSwish } from './hard-sigmoid.ts';
import { layerNorm, layerNormBias } from './layer-norm.ts';
import { matmulAddToGemm } from './matmul-add-to-gemm.ts';
import { clipToRelu, mergeClips, minMaxToClip } from './normalize-clip.ts';
import { reshapeByCopiedAxes } from './reshape-by-copied-axes.ts';

/**
 * Operators that exporters spell out. They come first, alone: folding would take the 3 of x·Clip(x + 3, 0, 6)/6 into a bias, and the
 * pattern would be gone.
 */
export function recognitionRules(opset: number): readonly Rule[] {
  return [
    dropNoOp,
    reshapeByCopiedAxes,
    clipToRelu,
    ...(opset >= 11 ? [minMaxToClip, mergeClips] : []),
    ...(opset >= 14 ? [hardSwish] : []),
    hardSigmoid,
    gelu(opset),
    ...(opset >= 17 ? [layerNorm, layerNormBias] : []),
  ];
}

/** All fusions, in the order in which they are tried at a node. */
export function fusionRules(opset: number): readonly Rule[] {
  return [...recognitionRules(opset), foldPad, foldBatchNorm, foldAffineAfter, foldAffineBefore, matmulAddToGemm, batchNormToMulAdd];
}
