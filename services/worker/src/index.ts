export { loadConfig, type WorkerConfig, type WorkerProcess } from './config.ts';
export { createWorker, type Worker, type WorkerParts } from './worker.ts';
