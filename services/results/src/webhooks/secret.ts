import { randomBytes } from 'node:crypto';
import type { DueDelivery, WebhookSecrets } from '@octet/ledger';
import { Webhook } from 'standardwebhooks';

/** `whsec_` and 256 random bits in base64. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The three fields of Standard Webhooks. While a secret is being rotated the old one signs too. */
export function signatureHeaders(
  { messageId, secrets }: Pick<DueDelivery, 'messageId' | 'secrets'>,
  body: string,
  at: Date,
): Record<string, string> {
  const signatures = secretsAt(secrets, at).map((secret) => new Webhook(secret).sign(messageId, at, body));
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}

function secretsAt({ current, previous }: WebhookSecrets, at: Date): readonly string[] {
  return previous === undefined || previous.until <= at ? [current] : [current, previous.secret];
}
