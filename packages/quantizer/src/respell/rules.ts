import { averagePoolToDepthwiseConv } from './average-pool-to-depthwise-conv.ts';
import { averagePoolToGlobalAveragePool } from './average-pool-to-global-average-pool.ts';
import { batchNormToDepthwiseConv } from './batch-norm-to-depthwise-conv.ts';
import { channelShuffleToGather } from './channel-shuffle-to-gather.ts';
import { convTransposeToConv } from './conv-transpose-to-conv.ts';
import { depthToSpaceToNhwc } from './depth-to-space-to-nhwc.ts';
import { divConstantToMul } from './div-constant-to-mul.ts';
import { focusToConv } from './focus-to-conv.ts';
import { globalMaxPoolToMaxPool } from './global-max-pool-to-max-pool.ts';
import { hardSigmoidToClip } from './hard-sigmoid-to-clip.ts';
import { hardSwishToClip } from './hard-swish-to-clip.ts';
import { nearestResizeToGather } from './nearest-resize-to-gather.ts';
import { negToMul } from './neg-to-mul.ts';
import { padChannelGrid } from './pad-channel-grid.ts';
import { padStemChannels } from './pad-stem-channels.ts';
import { preluToRelu } from './prelu-to-relu.ts';
import { reduceMeanToGlobalAveragePool } from './reduce-mean-to-global-average-pool.ts';
import { scaleShiftToDepthwiseConv } from './scale-shift-to-depthwise-conv.ts';
import { subConstantToAdd } from './sub-constant-to-add.ts';
import { tanhToSigmoid } from './tanh-to-sigmoid.ts';

/**
 * Every shaping rule, in the order in which they are tried at a node. A backend names those that it wants. Sub and Div come before the pair
 * Mul, Add is looked for; more filters come before the stem's channels, which want 16 of them; each rule's file says its algebra, `gain` what it wins on onnxruntime's CPU kernels.
 */
export const respellings = Object.freeze([
  subConstantToAdd,
  divConstantToMul,
  negToMul,
  reduceMeanToGlobalAveragePool,
  averagePoolToGlobalAveragePool,
  globalMaxPoolToMaxPool,
  hardSigmoidToClip,
  hardSwishToClip,
  tanhToSigmoid,
  preluToRelu,
  channelShuffleToGather,
  depthToSpaceToNhwc,
  nearestResizeToGather,
  convTransposeToConv,
  padChannelGrid,
  focusToConv,
  padStemChannels,
  batchNormToDepthwiseConv,
  scaleShiftToDepthwiseConv,
  averagePoolToDepthwiseConv,
] as const);

export type RespellingName = (typeof respellings)[number]['name'];

/** All rules whose gain was measured. */
export const defaultRespellings: readonly RespellingName[] = Object.freeze(
  respellings.map((r) => r.name).filter((name) => name !== 'average-pool-to-depthwise-conv'),
);
