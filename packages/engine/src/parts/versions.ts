import { createRequire } from 'node:module';

/** As installed, for the report. */
export const onnxruntimeVersion: string = (
  createRequire(import.meta.resolve('@octet/runtime'))('onnxruntime-node/package.json') as { version: string }
).version;

export const octetVersion: string = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
