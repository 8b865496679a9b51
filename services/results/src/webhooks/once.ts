import { ProblemError } from '@octet/contracts';
import { canonicalDigest } from '@octet/evidence';
import type { Idempotency } from '@octet/ledger';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface MadeOnce {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Does `make` once for an Idempotency-Key: the same request again gets the same answer. Throws ProblemError 'idempotency/in-progress' while the
 * first is at work, and 'idempotency/mismatch' for another request under the key. Without a key it is simply done.
 */
export async function once(
  idempotency: Idempotency,
  { request, reply, route }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly route: string },
  make: () => Promise<MadeOnce>,
): Promise<FastifyReply> {
  const key = keyOf(request);
  if (key === undefined) return answer(reply, await make());
  const { tenant } = request.principal;
  const fingerprint = canonicalDigest({ route, body: request.body });
  const found = await idempotency.reserve(tenant, key);
  if (found.state === 'running') {
    reply.header('retry-after', 1);
    throw new ProblemError('idempotency/in-progress', 'A request with this Idempotency-Key is under way. Repeat it in a second.');
  }
  if (found.state === 'done') {
    if (found.fingerprint === fingerprint) return answer(reply.header('idempotency-replayed', 'true'), found);
    throw new ProblemError('idempotency/mismatch', 'This Idempotency-Key was used within the last day for a request with other content.');
  }
  try {
    const made = await make();
    await idempotency.complete(tenant, { key, fingerprint }, made);
    return answer(reply, made);
  } catch (error) {
    await idempotency.release(tenant, key);
    throw error;
  }
}

function keyOf(request: FastifyRequest): string | undefined {
  const field = request.headers['idempotency-key'];
  if (field === undefined) return undefined;
  if (typeof field === 'string' && /^[\x21-\x7e]{1,255}$/.test(field)) return field;
  throw new ProblemError('request/invalid', 'Idempotency-Key has to be 1 to 255 visible ASCII characters.');
}

const answer = (reply: FastifyReply, { status, body }: MadeOnce): FastifyReply => reply.code(status).send(body);
