export type { JobEvent, JobHooks } from './events.ts';
export type { Job, JobResult } from './job.ts';
export { outcomeOf } from './parts/outcome.ts';
export { quantize } from './quantize.ts';
export { type LoadedModel, loadModel } from './stages/load-model.ts';
