import type { JobRow } from '@octet/ledger';
import type { FastifyReply } from 'fastify';

const pollSeconds = 1;

/** Weak: it tells versions of the row apart, not bytes. */
export const etagOf = ({ version }: Pick<JobRow, 'version'>): string => `W/"v${version}"`;

/** Where a job that was taken is to be found, and when to look again. */
export function pointTo(reply: FastifyReply, id: string): void {
  reply.header('location', `/v1/jobs/${id}`).header('retry-after', pollSeconds);
}
