export { exitCode, exitCodeOfVerdict } from './exit-code.ts';
export { jobLines } from './progress/job-lines.ts';
