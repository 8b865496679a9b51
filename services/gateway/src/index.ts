export { buildGateway } from './app.ts';
export { type GatewayConfig, loadConfig } from './config.ts';
export type { GatewayParts } from './parts.ts';
export { openApiDocument } from './site/openapi-document.ts';
