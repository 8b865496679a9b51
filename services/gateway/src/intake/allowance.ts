import { ProblemError } from '@octet/contracts';
import type { GatewayParts } from '../parts.ts';

/** How many bytes may still come: the limit of the file, and what is left of the tenant's quota. */
export interface Allowance {
  readonly limit: number;
  /** So much was stored. */
  spend(bytes: number): void;
  /** The refusal of a file that is larger than `limit`. */
  exceeded(what: string): ProblemError;
  /** The same quota, for a file with another limit. */
  under(fileLimit: number): Allowance;
}

/**
 * Checked before a body is read. Throws ProblemError 'request/too-large' where Content-Length says more than `bodyLimit`, 'quota/exceeded'
 * where it says more than the tenant may still store.
 */
export async function allowanceFor(
  { ledger, config }: Pick<GatewayParts, 'ledger' | 'config'>,
  { tenant, contentLength, bodyLimit }: { readonly tenant: string; readonly contentLength: string | undefined; readonly bodyLimit: number },
): Promise<Allowance> {
  const announced = contentLength === undefined ? 0 : Number(contentLength);
  if (announced > bodyLimit) throw tooLarge('The body', announced, bodyLimit);
  const { stored_bytes } = await ledger.jobs.usage(tenant);
  let left = Math.max(0, config.OCTET_QUOTA_STORED_BYTES - stored_bytes);
  if (left === 0 || announced > left) throw overQuota(config.OCTET_QUOTA_STORED_BYTES, stored_bytes);
  const under = (fileLimit: number): Allowance => ({
    get limit() {
      return Math.min(fileLimit, left);
    },
    spend: (bytes) => {
      left = Math.max(0, left - bytes);
    },
    exceeded: (what) =>
      left < fileLimit ? overQuota(config.OCTET_QUOTA_STORED_BYTES, stored_bytes) : tooLarge(what, undefined, fileLimit),
    under,
  });
  return under(bodyLimit);
}

function tooLarge(what: string, bytes: number | undefined, limit: number): ProblemError {
  const says = bytes === undefined ? `has more than ${limit} bytes, which is the limit` : `has ${bytes} bytes; the limit is ${limit}`;
  return new ProblemError('request/too-large', `${what} ${says}.`);
}

function overQuota(quota: number, stored: number): ProblemError {
  return new ProblemError(
    'quota/exceeded',
    `${stored} of ${quota} bytes are in use, and this does not fit into the rest. Delete what is not needed.`,
  );
}
