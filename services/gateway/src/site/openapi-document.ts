import { createRegistry } from '@octet/http';
import { buildGateway } from '../app.ts';
import { loadConfig } from '../config.ts';
import type { GatewayParts } from '../parts.ts';
import { hoistSchemas } from './hoist-schemas.ts';

/** The document of the public API, without a database or anything else behind it: it depends on the code alone. */
export async function openApiDocument(): Promise<unknown> {
  const nowhere = 'http://127.0.0.1:1';
  const config = loadConfig({
    OCTET_DATABASE_URL: 'postgres://127.0.0.1:1/none',
    OCTET_STORAGE_URL: 'file:///none',
    OCTET_PUBLIC_URL: nowhere,
    OCTET_RESULTS_URL: nowhere,
  });
  const unused = {} as GatewayParts['ledger'] & GatewayParts['store'] & GatewayParts['queue'] & GatewayParts['dispatcher'];
  const app = await buildGateway({
    config,
    ledger: unused,
    store: unused,
    queue: unused,
    dispatcher: unused,
    resultsUrl: nowhere,
    registry: createRegistry(),
  });
  try {
    await app.ready();
    return hoistSchemas(app.swagger());
  } finally {
    await app.close();
  }
}
