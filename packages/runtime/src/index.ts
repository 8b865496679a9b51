export { createRunner, type OrtRunner, type RunnerOptions } from './runner/ort-runner.ts';
