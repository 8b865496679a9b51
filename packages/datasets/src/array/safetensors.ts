import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';
import { ByteCursor } from '../source/byte-cursor.ts';
import type { Entry } from '../source/source.ts';
import { type ArraySource, arraySource } from './array-source.ts';
import { sizeOf } from './npy-header.ts';
import { bytesPerElement, type StoredDType } from './stored-dtype.ts';

const dtypes: Readonly<Record<string, StoredDType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U64: 'uint64',
  U32: 'uint32',
  U16: 'uint16',
  U8: 'uint8',
  BOOL: 'bool',
};

/**
 * Reads the header of a .safetensors entry: u64 length, JSON `{ key: { dtype, shape, data_offsets: [begin, end] } }`, then the bytes,
 * which the tensors must cover without a hole or an overlap, as the format demands.
 */
export async function openSafetensors(entry: Entry, limits: DatasetLimits): Promise<readonly ArraySource[]> {
  const where = entry.name;
  const { header, dataStart } = await readHeader(entry, limits);
  const arrays: { source: ArraySource; begin: number; end: number }[] = [];
  for (const [name, fact] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, dims, begin, end } = parseFact(name, fact, where);
    const place = {
      name,
      where,
      entry,
      dtype,
      bigEndian: false,
      fortranOrder: false,
      dims,
      dataStart: dataStart + begin,
      dataBytes: end - begin,
    };
    arrays.push({ source: arraySource(place, limits), begin, end });
  }
  let at = 0;
  for (const { begin, end } of [...arrays].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw bad(where, begin < at ? 'has tensors that overlap' : 'has a hole between its tensors');
    at = end;
  }
  if (dataStart + at !== entry.sizeBytes) {
    throw bad(where, `is truncated or has bytes left over: its tensors take ${at} bytes, the file holds ${entry.sizeBytes - dataStart}`);
  }
  return arrays.map((a) => a.source);
}

async function readHeader(entry: Entry, limits: DatasetLimits): Promise<{ header: Record<string, unknown>; dataStart: number }> {
  const where = entry.name;
  const cursor = new ByteCursor(entry.open());
  try {
    const prelude = await cursor.take(8);
    if (prelude.length < 8) throw bad(where, 'is shorter than a .safetensors file can be');
    const length = Number(new DataView(prelude.buffer, prelude.byteOffset).getBigUint64(0, true));
    if (length > limits.headerBytes || 8 + length > entry.sizeBytes) throw bad(where, `claims a header of ${length} bytes`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await cursor.take(length));
    const header: unknown = JSON.parse(text);
    if (!isRecord(header)) throw bad(where, 'has a header that is no JSON object');
    return { header, dataStart: 8 + length };
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw bad(where, 'has a header that is no JSON', cause);
  } finally {
    await cursor.close();
  }
}

function parseFact(
  name: string,
  fact: unknown,
  where: string,
): { dtype: StoredDType; dims: readonly number[]; begin: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = isRecord(fact) ? fact : {};
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2)
    throw bad(where, `describes "${name}" wrongly`);
  const known = Object.hasOwn(dtypes, dtype) ? dtypes[dtype] : undefined;
  if (known === undefined) throw bad(where, `holds "${name}" as ${dtype.slice(0, 20)}, which is not read here (float32 or uint8 is)`);
  const [begin = 0, end = 0] = offsets;
  const bytes = sizeOf(shape, bytesPerElement(known));
  if (bytes === undefined || begin > end || end - begin !== bytes) {
    throw bad(where, `gives "${name}" the shape [${shape.join(', ')}] of ${dtype} in ${end - begin} bytes`);
  }
  return { dtype: known, dims: shape, begin, end };
}

function isRecord(x: unknown): x is Record<string, unknown> {
  return typeof x === 'object' && x !== null && !Array.isArray(x);
}

function isSizes(x: unknown): x is readonly number[] {
  return Array.isArray(x) && x.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function bad(where: string, what: string, cause?: unknown): DatasetError {
  return new DatasetError('dataset/bad-array', `"${where}" ${what}; save it again with safetensors.`, {
    where,
    ...(cause === undefined ? {} : { cause }),
  });
}
