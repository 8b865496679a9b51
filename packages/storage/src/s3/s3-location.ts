import { StorageError } from '../storage-error.ts';

export interface S3Location {
  readonly bucket: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
  /** Origin of the server; AWS's own for the region where there is none. */
  readonly endpoint: string | undefined;
  readonly region: string;
}

const defaultRegion = 'us-east-1';
const known = new Set(['endpoint', 'region']);

/** Reads `s3://bucket/prefix?endpoint=http://host:port&region=eu-central-1`. Throws 'storage/bad-url'. */
export function s3Location(url: URL): S3Location {
  const bucket = url.hostname;
  if (bucket === '') throw badUrl('names no bucket');
  const strange = [...url.searchParams.keys()].find((name) => !known.has(name));
  if (strange !== undefined) throw badUrl(`has the unknown parameter ${strange}`);
  if (url.username !== '' || url.password !== '') throw badUrl('holds credentials, which belong into variables of their own');
  const endpoint = url.searchParams.get('endpoint') ?? undefined;
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw badUrl('has an endpoint that is no http address');
  const path = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  return { bucket, prefix: path === '' ? '' : `${path}/`, endpoint, region: url.searchParams.get('region') ?? defaultRegion };
}

function badUrl(fault: string): StorageError {
  return new StorageError('storage/bad-url', `The storage URL ${fault}. Write s3://bucket/prefix?endpoint=http://host:port&region=name.`);
}
