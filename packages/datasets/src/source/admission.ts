import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';

/**
 * The door that every entry of an archive passes, whatever the format: counts, sizes, names, ratios. One instance an archive.
 * Throws 'dataset/hostile-archive' and names the entry.
 */
export class Admission {
  readonly #archive: string;
  readonly #limits: DatasetLimits;
  readonly #names = new Set<string>();
  #count = 0;
  #totalBytes = 0;

  constructor(archive: string, limits: DatasetLimits) {
    this.#archive = archive;
    this.#limits = limits;
  }

  /** Counts anything in the archive, folders and ignored files too. */
  count(): void {
    this.#count++;
    if (this.#count > this.#limits.entries) this.#refuse(undefined, `more than ${this.#limits.entries} entries`, 'split it');
  }

  /** A name as in the archive → the name of the entry. */
  name(raw: string): string {
    const { nameLength, folderDepth } = this.#limits;
    const shown = printable(raw);
    if (raw.length > nameLength) this.#refuse(shown, `a name longer than ${nameLength} characters`, 'rename it');
    if (raw.includes('\0')) this.#refuse(shown, 'a name with a zero byte', 'rename it');
    if (/^([/\\]|[A-Za-z]:)/.test(raw)) this.#refuse(shown, 'an absolute path', 'pack it with relative paths');
    const parts = raw.split(/[/\\]/).filter((p) => p !== '' && p !== '.');
    if (parts.includes('..')) this.#refuse(shown, 'a path that climbs out of the archive ("..")', 'pack it with plain relative paths');
    if (parts.length > folderDepth) this.#refuse(shown, `more than ${folderDepth} folders inside each other`, 'flatten it');
    return parts.join('/');
  }

  /** Admits a file by what the archive says of it. `packedBytes` where the format compresses entry by entry. */
  file(name: string, sizeBytes: number, packedBytes?: number): void {
    const { entryBytes, ratio, ratioFreeBytes } = this.#limits;
    if (this.#names.has(name)) this.#refuse(name, 'the same name twice', 'keep one of them');
    this.#names.add(name);
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) this.#refuse(name, 'an impossible size', 'pack it again');
    if (sizeBytes > entryBytes) this.#refuse(name, `${sizeBytes} bytes, more than the limit of ${entryBytes}`, 'split it');
    if (packedBytes !== undefined && sizeBytes > ratioFreeBytes && sizeBytes > ratio * packedBytes) {
      this.#refuse(name, `${sizeBytes} bytes packed into ${packedBytes}, more than ${ratio} to 1`, 'store it uncompressed if it is real');
    }
    this.bytes(sizeBytes, name);
  }

  /** Adds to the total of unpacked bytes. */
  bytes(sizeBytes: number, name?: string): void {
    this.#totalBytes += sizeBytes;
    if (this.#totalBytes > this.#limits.totalBytes)
      this.#refuse(name, `more than ${this.#limits.totalBytes} bytes unpacked`, 'split the archive');
  }

  /** Compares the whole archive with what it unpacks to; catches entries that share their packed bytes. */
  ratio(packedBytes: number, unpackedBytes: number = this.#totalBytes): void {
    const { ratio, ratioFreeBytes } = this.#limits;
    if (unpackedBytes > ratioFreeBytes && unpackedBytes > ratio * packedBytes) {
      this.#refuse(
        undefined,
        `${unpackedBytes} bytes out of ${packedBytes}, more than ${ratio} to 1`,
        'store it uncompressed if it is real',
      );
    }
  }

  /** A link, a device, a pipe: what no data set needs. */
  kind(name: string, kind: string): never {
    this.#refuse(printable(name), `a ${kind}`, 'pack regular files only');
  }

  #refuse(entry: string | undefined, what: string, next: string): never {
    const subject = entry === undefined ? `"${this.#archive}" has` : `"${this.#archive}": entry "${entry}" has`;
    throw new DatasetError('dataset/hostile-archive', `${subject} ${what}; ${next}.`, entry === undefined ? {} : { where: entry });
  }
}

function printable(name: string): string {
  const clean = name.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?');
  return clean.length > 120 ? `${clean.slice(0, 117)}...` : clean;
}
