import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WebhookPayload } from '@octet/contracts';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly webhookId: string;
  readonly payload: WebhookPayload;
}

/** 'fail': it answers 500; 'gone': it answers 410; 'hang': it never answers. */
export type InboxMood = 'take' | 'fail' | 'gone' | 'hang';

const answers = { take: 204, fail: 500, gone: 410 } as const;

export interface WebhookInbox extends AsyncDisposable {
  readonly url: string;
  useSecret(secret: string): void;
  /** Every event whose signature held, in the order of arrival, repeats included. */
  readonly received: readonly Received[];
  /** Those that it had no mood for. */
  readonly turnedAway: readonly Received[];
  /** How many requests were refused for their signature. */
  refused(): number;
}

/** A receiver on loopback that keeps what it gets. */
export async function webhookInbox({ mood = () => 'take' }: { readonly mood?: () => InboxMood } = {}): Promise<WebhookInbox> {
  const received: Received[] = [];
  const turnedAway: Received[] = [];
  let refused = 0;
  let secret = '';
  const server = createServer(async (request, response) => {
    const body = await text(request);
    try {
      const payload = new Webhook(secret).verify(body, request.headers as Record<string, string>) as WebhookPayload;
      const now = mood();
      (now === 'take' ? received : turnedAway).push({ webhookId: String(request.headers['webhook-id']), payload });
      if (now !== 'hang') response.writeHead(answers[now]).end();
    } catch {
      refused++;
      response.writeHead(401).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/inbox`,
    useSecret: (given) => {
      secret = given;
    },
    received,
    turnedAway,
    refused: () => refused,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
