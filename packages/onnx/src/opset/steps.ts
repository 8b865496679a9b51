import { axesInputSteps } from './axes-input.ts';
import { batchNormalizationSteps } from './batch-normalization.ts';
import { castSteps } from './cast.ts';
import { clipSteps } from './clip.ts';
import { concatSteps } from './concat.ts';
import { consumedInputsSteps } from './consumed-inputs.ts';
import { dropoutSteps } from './dropout.ts';
import { legacyBroadcastSteps } from './legacy-broadcast.ts';
import { lpPoolSteps } from './lp-pool.ts';
import type { OpsetStep } from './opset-step.ts';
import { padSteps } from './pad.ts';
import { recurrentSteps } from './recurrent.ts';
import { reshapeSteps } from './reshape.ts';
import { resizeSteps } from './resize.ts';
import { roiAlignSteps } from './roi-align.ts';
import { scanSteps } from './scan.ts';
import { scatterSteps } from './scatter.ts';
import { seluSteps } from './selu.ts';
import { sliceSteps } from './slice.ts';
import { softmaxSteps } from './softmax.ts';
import { splitSteps } from './split.ts';
import { tileSteps } from './tile.ts';
import { topKSteps } from './top-k.ts';

/** Every change up to opset 17 that needs work. All others are in `compatible-changes.ts`. */
export const opsetSteps: readonly OpsetStep[] = [
  ...axesInputSteps,
  ...batchNormalizationSteps,
  ...castSteps,
  ...clipSteps,
  ...concatSteps,
  ...consumedInputsSteps,
  ...dropoutSteps,
  ...legacyBroadcastSteps,
  ...lpPoolSteps,
  ...padSteps,
  ...recurrentSteps,
  ...reshapeSteps,
  ...resizeSteps,
  ...roiAlignSteps,
  ...scanSteps,
  ...scatterSteps,
  ...seluSteps,
  ...sliceSteps,
  ...softmaxSteps,
  ...splitSteps,
  ...tileSteps,
  ...topKSteps,
];
