import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';
import { ByteCursor } from '../source/byte-cursor.ts';
import type { Entry } from '../source/source.ts';
import { bytesPerElement, type StoredData, type StoredDType, swapBytes, viewElements } from './stored-dtype.ts';

/** An array of an archive: what it is, and how to get at its rows (its slices along the first axis). */
export interface ArraySource {
  /** The key: file name without extension, or the key of a .safetensors file. */
  readonly name: string;
  readonly dtype: StoredDType;
  readonly dims: readonly number[];
  /** File it comes from, for messages. */
  readonly where: string;
  /** Rows in ascending order, all or those of `rows` (ascending, distinct). Streams; each row has a buffer of its own. */
  rows(rows?: readonly number[]): AsyncGenerator<StoredData>;
  /** The whole array. Refused beyond the limit of held bytes. */
  whole(): Promise<StoredData>;
}

/** Where the elements of an array lie in an entry. */
export interface ArrayPlace {
  readonly name: string;
  readonly where: string;
  readonly entry: Entry;
  readonly dtype: StoredDType;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly dims: readonly number[];
  readonly dataStart: number;
  readonly dataBytes: number;
}

export function arraySource(place: ArrayPlace, limits: DatasetLimits): ArraySource {
  const { name, dtype, dims, where } = place;
  // One axis or less has the same bytes in both orders.
  const transposed = place.fortranOrder && dims.filter((d) => d > 1).length > 1;
  return {
    name,
    dtype,
    dims,
    where,
    rows: (rows) => (transposed ? rowsOfHeld(place, limits, rows) : streamRows(place, limits, rows)),
    whole: () => readWhole(place, limits),
  };
}

// From here on a seek is cheaper than reading on.
const seekBytes = 1 << 20;

async function* streamRows(place: ArrayPlace, limits: DatasetLimits, wanted?: readonly number[]): AsyncGenerator<StoredData> {
  const { entry, dtype, dims, dataStart, dataBytes } = place;
  const count = dims[0] ?? 1;
  if (count === 0) return;
  const rowBytes = dataBytes / count;
  if (rowBytes > limits.sampleBytes) throw tooLarge(place, rowBytes, limits.sampleBytes);
  let cursor = new ByteCursor(entry.open(dataStart));
  let at = 0;
  try {
    for (const row of wanted ?? range(count)) {
      const gap = (row - at) * rowBytes;
      if (gap > seekBytes && entry.seekable) {
        await cursor.close();
        cursor = new ByteCursor(entry.open(dataStart + row * rowBytes));
      } else if (gap > 0) await cursor.skip(gap);
      const bytes = await cursor.take(rowBytes);
      if (bytes.length < rowBytes) throw truncated(place);
      at = row + 1;
      if (place.bigEndian) swapBytes(bytes, bytesPerElement(dtype));
      yield viewElements(bytes, dtype);
    }
    // Zip entries that hold more than they say are found out at their end.
    if (at === count && entry.sizeBytes === dataStart + dataBytes) await cursor.atEnd();
  } finally {
    await cursor.close();
  }
}

async function* rowsOfHeld(place: ArrayPlace, limits: DatasetLimits, wanted?: readonly number[]): AsyncGenerator<StoredData> {
  const whole = await readWhole(place, limits);
  const count = place.dims[0] ?? 1;
  const rowLength = count === 0 ? 0 : whole.length / count;
  for (const row of wanted ?? range(count)) yield whole.slice(row * rowLength, (row + 1) * rowLength);
}

async function readWhole(place: ArrayPlace, limits: DatasetLimits): Promise<StoredData> {
  const { entry, dtype, dims, dataStart, dataBytes } = place;
  if (dataBytes > limits.heldBytes) throw tooLarge(place, dataBytes, limits.heldBytes);
  const cursor = new ByteCursor(entry.open(dataStart));
  try {
    const bytes = await cursor.take(dataBytes);
    if (bytes.length < dataBytes) throw truncated(place);
    if (entry.sizeBytes === dataStart + dataBytes) await cursor.atEnd();
    const width = bytesPerElement(dtype);
    if (place.bigEndian) swapBytes(bytes, width);
    return viewElements(place.fortranOrder ? fromFortran(bytes, dims, width) : bytes, dtype);
  } finally {
    await cursor.close();
  }
}

/** Column-major → row-major, whatever the element. */
function fromFortran(bytes: Uint8Array, dims: readonly number[], width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  const strides: number[] = [];
  let step = 1;
  for (const d of dims) {
    strides.push(step);
    step *= d;
  }
  const index = dims.map(() => 0);
  let source = 0;
  for (let to = 0; to < bytes.length; to += width) {
    for (let b = 0; b < width; b++) out[to + b] = bytes[source * width + b] as number;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      source += stride;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (dims[axis] as number)) break;
      source -= stride * (dims[axis] as number);
      index[axis] = 0;
    }
  }
  return out;
}

function* range(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

function truncated({ where, name }: ArrayPlace): DatasetError {
  return new DatasetError('dataset/bad-array', `"${where}": array "${name}" ends too early; copy or save it again.`, { where });
}

function tooLarge({ where, name, fortranOrder }: ArrayPlace, bytes: number, limit: number): DatasetError {
  const next = fortranOrder ? 'save it in C order (numpy.ascontiguousarray) or split it' : 'split it';
  return new DatasetError(
    'dataset/bad-array',
    `"${where}": array "${name}" needs ${bytes} bytes at once, more than the limit of ${limit}; ${next}.`,
    { where },
  );
}
