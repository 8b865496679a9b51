export { buildResults, type Results, type ResultsOptions } from './app.ts';
export { loadConfig, type ResultsConfig, type ResultsProcess } from './config.ts';
export type { JobDispatcher } from './parts.ts';
export type { Loops } from './upkeep/loops.ts';
