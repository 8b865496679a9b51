export type { JobEvent, JobHooks } from './events.ts';
export type { Job, JobResult } from './job.ts';
export { quantize } from './quantize.ts';
