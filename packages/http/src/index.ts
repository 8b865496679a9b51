export { addRoute, type RouteRequest } from './add-route.ts';
export { type AppOptions, createApp } from './app.ts';
export type { Checks } from './health.ts';
export { createRegistry, metricsApp } from './metrics.ts';
export { type Answer, type IdempotencyKey, type IdempotencyStore, once, type Work } from './once.ts';
export type { DocumentOptions } from './openapi.ts';
export type { Authenticate, Principal } from './principal.ts';
export { closeOnSignals, listen, parseListen } from './serve.ts';
