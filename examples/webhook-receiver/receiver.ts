/**
 * Receives Octet's webhooks, and believes only those that are signed (Standard Webhooks 1.0).
 *
 *     OCTET_WEBHOOK_SECRET=whsec_… PORT=9000 node examples/webhook-receiver/receiver.ts
 *
 * The secret is shown once, when the endpoint is made: POST /v1/webhook-endpoints.
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const { OCTET_WEBHOOK_SECRET: secret, PORT = '9000' } = process.env;
if (secret === undefined) throw new Error('set OCTET_WEBHOOK_SECRET to the secret of the endpoint');
const webhook = new Webhook(secret);

/** Deliveries come at least once: the webhook-id tells those that were handled already. A real receiver keeps them in its database. */
const handled = new Set<string>();

const server = createServer(async (request, response) => {
  const body = await text(request);
  let event: { type: string; data: { job_id: string | null; verdict: string | null } };
  try {
    event = webhook.verify(body, request.headers as Record<string, string>) as typeof event;
  } catch {
    response.writeHead(401).end();
    return;
  }
  const id = String(request.headers['webhook-id']);
  if (!handled.has(id)) {
    handled.add(id);
    process.stdout.write(`${event.type} ${event.data.job_id ?? ''} ${event.data.verdict ?? ''}\n`);
  }
  // 2xx alone is success; answer within 15 seconds and do the work afterwards.
  response.writeHead(204).end();
});
server.listen(Number(PORT), '127.0.0.1', () => process.stdout.write('listening\n'));
