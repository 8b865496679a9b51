import { ProblemError, type Route } from '@octet/contracts';
import type { FastifyRequest } from 'fastify';

const octets = 'application/octet-stream';

/**
 * Refuses, before a body is read, a content type that the route does not read; fastify would otherwise hand a body that no schema has
 * checked, or none, to the handler. Bytes without a content type, as curl -T sends them, are bytes.
 */
export function refuseOtherMediaTypes(request: FastifyRequest, { body, consumes = [] }: Route): void {
  const accepted = [...(body === undefined ? [] : ['application/json']), ...consumes];
  if (accepted.length === 0) return;
  const { headers } = request;
  const given = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (given !== undefined && accepted.includes(given)) return;
  const empty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (given === undefined && consumes.includes(octets)) headers['content-type'] = octets;
  else if (given === undefined && empty)
    throw new ProblemError('request/invalid', `The request has no body; this takes ${accepted.join(' or ')}.`);
  else
    throw new ProblemError(
      'request/unsupported-media-type',
      `The body is ${given ?? 'of no stated type'}; this takes ${accepted.join(' or ')}.`,
    );
}
