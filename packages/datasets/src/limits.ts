const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

/** What an archive may cost. Everything beyond is refused before it is paid for. */
export interface DatasetLimits {
  readonly entries: number;
  readonly entryBytes: number;
  /** Sum of all entries, unpacked. */
  readonly totalBytes: number;
  /** Unpacked over packed bytes, for an entry or for the archive. Looked at once `ratioFreeBytes` have been unpacked: small labels pack very well. */
  readonly ratio: number;
  readonly ratioFreeBytes: number;
  readonly folderDepth: number;
  readonly nameLength: number;
  /** An array that must be held whole: Fortran order, or one archive inside another. */
  readonly heldBytes: number;
  /** dataset.json and labels.csv. */
  readonly textBytes: number;
  /** Length of the header of an .npy or .safetensors file. */
  readonly headerBytes: number;
  readonly imagePixels: number;
  /** The bytes of one sample. */
  readonly sampleBytes: number;
}

export const defaultLimits: DatasetLimits = Object.freeze({
  entries: 200_000,
  entryBytes: 16 * GiB,
  totalBytes: 64 * GiB,
  ratio: 200,
  ratioFreeBytes: 16 * MiB,
  folderDepth: 16,
  nameLength: 1024,
  heldBytes: 512 * MiB,
  textBytes: 64 * MiB,
  headerBytes: 16 * MiB,
  imagePixels: 64 * MiB,
  sampleBytes: 512 * MiB,
});
