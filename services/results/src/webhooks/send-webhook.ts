import { webhookUrl } from '@octet/http';
import type { DueDelivery } from '@octet/ledger';
import type { Dispatcher } from 'undici';
import { webhookBody } from './payload.ts';
import { type PinOptions, pinnedClient } from './pinned-client.ts';
import { retryAfterMs } from './retry-schedule.ts';
import { signatureHeaders } from './secret.ts';
import { wordsFor } from './words.ts';

export interface SendOptions extends Omit<PinOptions, 'timeoutMs'> {
  readonly publicUrl: string;
  readonly now: Date;
  /** For everything together: name, connection, answer. */
  readonly timeoutMs?: number | undefined;
}

/** What became of one try. `gone`: the receiver wants nothing more. */
export interface Tried {
  readonly result: 'delivered' | 'failed' | 'gone';
  readonly status: number | null;
  /** In our words; nothing of what the receiver says is kept. */
  readonly error: string | null;
  readonly milliseconds: number;
  readonly retryAfterMs: number;
}

/** So much of an answer is read, and dropped, to let the receiver finish. */
const answerLimitBytes = 64 * 1024;

/** One POST, never a second: no redirect is followed. Whatever goes wrong is returned, not thrown. */
export async function sendWebhook(delivery: DueDelivery, options: SendOptions): Promise<Tried> {
  const { timeoutMs = 15_000, now } = options;
  const started = performance.now();
  const tried = (result: Tried['result'], rest: Partial<Tried>): Tried => ({
    result,
    status: null,
    error: null,
    retryAfterMs: 0,
    ...rest,
    milliseconds: Math.round(performance.now() - started),
  });
  try {
    const { status, headers } = await post(delivery, { ...options, timeoutMs });
    if (status >= 200 && status < 300) return tried('delivered', { status });
    if (status === 410) return tried('gone', { status, error: 'The receiver answered 410: it wants nothing more.' });
    const wait = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], now) : 0;
    const redirect = status >= 300 && status < 400 ? ' Redirects are not followed.' : '';
    return tried('failed', { status, error: `The receiver answered ${status}.${redirect}`, retryAfterMs: wait });
  } catch (error) {
    return tried('failed', { error: wordsFor(error, timeoutMs) });
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
}

async function post(delivery: DueDelivery, options: SendOptions & { readonly timeoutMs: number }): Promise<Answer> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const url = webhookUrl(delivery.url, options.permitted);
  const client = await within(signal, pinnedClient(url, options));
  try {
    const body = webhookBody(delivery.payload, options.publicUrl);
    const answer = await client.request({
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'octet-webhooks/1',
        ...signatureHeaders(delivery, body, options.now),
      },
      body,
      signal,
    });
    // The status is the answer; what happens to the rest changes nothing.
    await answer.body.dump({ limit: answerLimitBytes, signal }).catch(() => {});
    return { status: answer.statusCode, headers: answer.headers };
  } finally {
    client.destroy().catch(() => {});
  }
}

/** A lookup cannot be stopped, only no longer waited for. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
