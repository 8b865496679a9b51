export { directRunner, type Optimization } from './direct-runner.ts';
export { compareTensors, type EquivalenceOptions, expectEquivalent, randomFeeds } from './expect-equivalent.ts';
export { expectStatedTypes } from './expect-stated-types.ts';
export { opTypes } from './op-types.ts';
export { optimizedModel } from './optimized-model.ts';
export { type RandomTensorOptions, randomTensor } from './random-tensor.ts';
export { type Rng, rng } from './rng.ts';
export { runModel } from './run-model.ts';
export { zooFile } from './zoo.ts';
