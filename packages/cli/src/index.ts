export { exitCode, exitCodeOfVerdict } from './exit-code.ts';
