export { exitCode, exitCodeOfVerdict } from './exit-code.ts';
export { jobLines } from './progress/job-lines.ts';
export { fileOnDisk } from './service/file-on-disk.ts';
export { followJob } from './service/follow-job.ts';
export { saveOutputs } from './service/save-outputs.ts';
