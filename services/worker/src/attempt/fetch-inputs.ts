import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Claim } from '@octet/contracts';
import type { AttemptClient } from '../results-client.ts';
import { type RetryOptions, retry } from '../retry.ts';
import { download } from './download.ts';
import { safeFilename } from './safe-filename.ts';

type ClaimedInput = Claim['model'];

/** Paths. */
export interface Inputs {
  readonly model: string;
  readonly calibration: string;
  readonly evaluation: string | undefined;
}

/** Brings an attempt's inputs below `folder`, each in a folder of its own (models look for weights beside themselves), as often as it takes. */
export async function fetchInputs(
  claim: Claim,
  { client, folder, signal, log }: RetryOptions & { readonly client: AttemptClient; readonly folder: string },
): Promise<Inputs> {
  const fetchOne = async (name: string, input: ClaimedInput) => {
    await mkdir(join(folder, name), { mode: 0o755 });
    const path = join(folder, name, safeFilename(input.filename));
    await retry(async () => download(await client.input(input, signal), path, input), { signal, log });
    return path;
  };
  const [model, calibration, evaluation] = await Promise.all([
    fetchOne('model', claim.model),
    fetchOne('calibration', claim.calibration),
    claim.evaluation === null ? undefined : fetchOne('evaluation', claim.evaluation),
  ]);
  return { model, calibration, evaluation };
}
