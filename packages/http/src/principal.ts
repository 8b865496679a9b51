import { ProblemError, type Scope } from '@octet/contracts';
import type { FastifyRequest } from 'fastify';

/** Who asks: read from the key, never from the request. */
export interface Principal {
  readonly tenant: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
}

/** What a key is worth; the ledger's `keys.verify`. */
export type Authenticate = (
  secret: string,
) => Promise<{ readonly status: 'ok'; readonly principal: Principal } | { readonly status: 'unknown' | 'revoked' | 'expired' }>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route of the table, once its key has been looked at. */
    principal: Principal;
  }
}

const refusals = {
  unknown: ['auth/invalid', 'This key is not known here. Check that it is complete: its last characters are a checksum.'],
  revoked: ['auth/revoked', 'This key was revoked. Use another one.'],
  expired: ['auth/expired', 'This key has run out. Have a new one made.'],
} as const;

/** The principal behind `Authorization: Bearer …`. Throws a ProblemError auth/…. */
export async function principalOf(request: FastifyRequest, scope: Scope, authenticate: Authenticate): Promise<Principal> {
  const secret = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (secret === undefined) throw new ProblemError('auth/missing', 'The request has no key. Send it as "Authorization: Bearer octet_…".');
  const verified = await authenticate(secret);
  if (verified.status !== 'ok') {
    const [code, detail] = refusals[verified.status];
    throw new ProblemError(code, detail);
  }
  const { principal } = verified;
  if (!principal.scopes.includes(scope) && !principal.scopes.includes('admin')) {
    throw new ProblemError('auth/scope', `This needs a key with the scope "${scope}"; this one has: ${principal.scopes.join(', ')}.`);
  }
  return principal;
}
