import { type Asset, type AssetKind, ProblemError } from '@octet/contracts';
import type { GatewayParts } from '../parts.ts';
import { filenameOf } from './filename.ts';
import type { TakenFile } from './take-file.ts';

/**
 * The tenant has the file from now on. Until then nothing refers to its bytes, and the sweeper may take them where the rest of the request took
 * longer than its grace: once they are claimed it can no more, and where it has, ProblemError 'service/unavailable' says so.
 */
export async function noteAsset(
  { ledger, store }: Pick<GatewayParts, 'ledger' | 'store'>,
  {
    tenant,
    kind,
    file,
    filename,
  }: { readonly tenant: string; readonly kind: AssetKind; readonly file: TakenFile; readonly filename: string | undefined },
): Promise<{ readonly asset: Asset; readonly created: boolean }> {
  const { digest, bytes } = file;
  await ledger.retention.claim(digest);
  if ((await store.stat(digest)) === undefined) {
    throw new ProblemError(
      'service/unavailable',
      'The bytes were removed before they were noted, because the request took too long. Send them again.',
    );
  }
  return await ledger.assets.add(tenant, { kind, digest, bytes, filename: filenameOf(kind, filename) });
}
