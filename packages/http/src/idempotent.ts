import { createHash } from 'node:crypto';
import { ProblemError } from '@octet/contracts';
import canonicalize from 'canonicalize';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface IdempotencyKey {
  readonly key: string;
  /** SHA-256 of the canonical request. */
  readonly fingerprint: string;
}

/** Where reservations and answers are kept; the ledger's `idempotency`. */
export interface IdempotencyStore {
  reserve(
    tenant: string,
    key: string,
  ): Promise<
    | { readonly state: 'reserved' | 'running' }
    | { readonly state: 'done'; readonly fingerprint: string; readonly status: number; readonly body: unknown }
  >;
  renew(tenant: string, key: string): Promise<void>;
  release(tenant: string, key: string): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Work<Given> {
  /** Reads the request. Not `keep`: what is read serves to tell it from another request alone. */
  readonly read: (options: { readonly keep: boolean }) => Promise<Given>;
  /** What makes two requests the same, as JSON. */
  readonly identity: (given: Given) => unknown;
  /** Does it; completes the key, if there is one, in the same commit where it can. */
  readonly make: (given: Given, key: IdempotencyKey | undefined) => Promise<Answer>;
}

/** Long uploads keep their key; that of a gateway that was killed is free within seconds. */
const renewMs = 5000;
const keyPattern = /^[\x21-\x7e]{1,255}$/;

/**
 * Does the work once for an Idempotency-Key, however often the request comes: the first is worked on, later ones get its answer with
 * Idempotency-Replayed, and throw ProblemError 'idempotency/in-progress' while it runs or 'idempotency/mismatch' where they ask for something
 * else. A failure frees the key. Without a key the work is simply done.
 */
export async function idempotent<Given>(
  request: FastifyRequest,
  reply: FastifyReply,
  idempotency: IdempotencyStore,
  work: Work<Given>,
): Promise<Answer> {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return work.make(await work.read({ keep: true }), undefined);
  if (typeof key !== 'string' || !keyPattern.test(key)) {
    throw new ProblemError('request/invalid', 'Idempotency-Key: 1 to 255 visible ASCII characters, without blanks.');
  }
  const { tenant } = request.principal;
  const fingerprintOf = (given: Given) =>
    createHash('sha256')
      .update(canonicalize({ route: `${request.method} ${request.routeOptions.url}`, given: work.identity(given) }) ?? '')
      .digest('hex');
  const held = await idempotency.reserve(tenant, key);
  if (held.state === 'running') {
    reply.header('retry-after', 1);
    throw new ProblemError('idempotency/in-progress', 'A request with this Idempotency-Key is being worked on. Ask again in a moment.');
  }
  if (held.state === 'done') {
    if (fingerprintOf(await work.read({ keep: false })) !== held.fingerprint) {
      throw new ProblemError('idempotency/mismatch', 'This Idempotency-Key was used for another request within the last day.');
    }
    reply.header('idempotency-replayed', 'true');
    return { status: held.status, body: held.body };
  }
  const renewal = setInterval(() => void idempotency.renew(tenant, key).catch(() => undefined), renewMs);
  try {
    const given = await work.read({ keep: true });
    return await work.make(given, { key, fingerprint: fingerprintOf(given) });
  } catch (error) {
    await idempotency.release(tenant, key);
    throw error;
  } finally {
    clearInterval(renewal);
  }
}
