import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OctetClient } from '@octet/client';
import { faultsOf, type LocalService, localServiceFile, localServiceSchema, ProblemError } from '@octet/contracts';

export interface ServiceArguments {
  readonly url?: string;
  readonly key?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const repository = join(import.meta.dirname, '../../../..');

/** Where a service on this machine keeps its data: OCTET_DATA, else `.octet` in the root of the repository. */
export function dataFolder(env: Environment): string {
  return env['OCTET_DATA'] || join(repository, '.octet');
}

/**
 * The service that is meant: --url and --key, else OCTET_URL and OCTET_KEY, else the one that runs on this machine. Throws ProblemError 'usage'
 * that says what to give.
 */
export function connect(args: ServiceArguments, env: Environment): OctetClient {
  const url = args.url ?? env['OCTET_URL'];
  const key = args.key ?? env['OCTET_KEY'];
  if (url !== undefined && key !== undefined) return new OctetClient({ url: originOf(url), key });
  const local = readLocalService(dataFolder(env));
  // A key of this machine's service is sent to no other.
  if (local === undefined || (url !== undefined && originOf(url) !== originOf(local.url))) throw notGiven(url);
  return new OctetClient({ url: local.url, key: key ?? local.key });
}

function readLocalService(folder: string): LocalService | undefined {
  let stated: unknown;
  try {
    stated = JSON.parse(readFileSync(join(folder, localServiceFile), 'utf8'));
  } catch {
    return undefined; // none has been started here, or it belongs to somebody else
  }
  return faultsOf(localServiceSchema, stated).length === 0 ? (stated as LocalService) : undefined;
}

function originOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new ProblemError('usage', `"${url}" is no address of a service; it looks like https://octet.example.`);
  }
  return new URL(url).origin;
}

function notGiven(url: string | undefined): ProblemError {
  return new ProblemError(
    'usage',
    url === undefined
      ? 'No service is given, and none runs on this machine. Start one with npm start, or give --url and --key (or OCTET_URL and OCTET_KEY).'
      : `There is no key for ${url}: give --key or OCTET_KEY.`,
  );
}
