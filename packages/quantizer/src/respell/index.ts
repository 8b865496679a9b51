export { betweenLinearOps } from './between-linear-ops.ts';
export { type RespellOptions, respell } from './respell.ts';
export type { Respelling } from './respelling.ts';
export { defaultRespellings, type RespellingName, respellings } from './rules.ts';
