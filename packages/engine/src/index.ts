export { renderSummaryTable } from '@octet/report';
export { type Comparison, compare } from './compare/compare.ts';
export { type Diagnosis, doctor, type SelfTest } from './doctor/doctor.ts';
export type { JobEvent, JobHooks } from './events.ts';
export { type InspectedOp, type InspectedPort, type Inspection, inspect } from './inspect/inspect.ts';
export type { Job, JobResult } from './job.ts';
export { outcomeOf } from './parts/outcome.ts';
export { quantize } from './quantize.ts';
export { type LoadedModel, loadModel } from './stages/load-model.ts';
