import type { DatasetLimits } from '../limits.ts';

/** A file of an archive or folder. */
export interface Entry {
  /** Relative, '/' between its parts, already checked: no '..', not absolute. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Starting in the middle costs nothing; where it does, `open` reads and drops what is before `start`. */
  readonly seekable: boolean;
  /** The bytes from `start` (default 0) on. Fails with a DatasetError when fewer or more than `sizeBytes` come. */
  open(start?: number): AsyncIterable<Uint8Array>;
}

/** Where samples come from: an archive or a folder, listed but not read. */
export interface Source extends AsyncDisposable {
  /** File name of the archive, for messages. */
  readonly label: string;
  readonly entries: readonly Entry[];
  close(): Promise<void>;
}

export type OpenSource = (path: string, limits: DatasetLimits) => Promise<Source>;
