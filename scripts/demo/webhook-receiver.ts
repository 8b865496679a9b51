import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WebhookPayload } from '@octet/contracts';
import { Webhook } from 'standardwebhooks';

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  /** The endpoint's, known once the service has registered it. */
  useSecret(secret: string): void;
  /** The first event about the job whose signature holds; rejects when the signal comes first. */
  verifiedEvent(jobId: string, signal: AbortSignal): Promise<WebhookPayload>;
}

/** What a pipeline would run: an HTTP server on loopback that takes only events that the service has signed. */
export async function webhookReceiver(): Promise<WebhookReceiver> {
  let secret: string | undefined;
  const events = new Map<string, PromiseWithResolvers<WebhookPayload>>();
  const eventOf = (jobId: string) => {
    const event = events.get(jobId) ?? Promise.withResolvers<WebhookPayload>();
    events.set(jobId, event);
    return event;
  };
  const server = createServer(async (request, response) => {
    try {
      const body = await text(request);
      const payload = new Webhook(secret ?? '').verify(body, request.headers as Record<string, string>) as WebhookPayload;
      if (payload.data.job_id !== null) eventOf(payload.data.job_id).resolve(payload);
      response.writeHead(204).end();
    } catch {
      response.writeHead(401).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/octet`,
    useSecret: (given) => {
      secret = given;
    },
    verifiedEvent: async (jobId, signal) => {
      const aborted = Promise.withResolvers<never>();
      const abort = () => aborted.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      try {
        return await Promise.race([eventOf(jobId).promise, aborted.promise]);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
