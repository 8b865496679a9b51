import { DatasetError } from '../errors.ts';
import { bytesPerElement, type StoredDType } from './stored-dtype.ts';

/** The header of an .npy file. Format: numpy.lib.format (NEP 1), versions 1.0, 2.0 and 3.0. */
export interface NpyHeader {
  readonly dtype: StoredDType;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly dims: readonly number[];
  /** Where the elements start. */
  readonly dataStart: number;
  readonly dataBytes: number;
}

/** The fixed part: magic, version, and the longest form of the header's length. */
export const npyPreludeBytes = 12;

/** How long the whole header is, from its first 12 bytes. */
export function npyHeaderBytes(prelude: Uint8Array, where: string): number {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (prelude.length < 10 || magic.some((b, i) => prelude[i] !== b)) {
    throw bad(where, 'is no .npy file (its first bytes are not those of one)', 'save it with numpy.save');
  }
  const major = prelude[6] as number;
  const view = new DataView(prelude.buffer, prelude.byteOffset, prelude.byteLength);
  if (major === 1) return 10 + view.getUint16(8, true);
  if ((major === 2 || major === 3) && prelude.length >= 12) return 12 + view.getUint32(8, true);
  throw bad(where, `has .npy version ${major}`, 'save it with numpy.save, which writes version 1, 2 or 3');
}

/**
 * Parses a header. `fileBytes` must be exactly header + elements: an array that claims more or less than it holds is refused here,
 * before anything is allocated for it.
 */
export function parseNpyHeader(header: Uint8Array, fileBytes: number, where: string): NpyHeader {
  const dataStart = npyHeaderBytes(header, where);
  const major = header[6] as number;
  if (header.length < dataStart) throw bad(where, 'ends within its header', 'copy or save it again');
  const text = Buffer.from(header.subarray(major === 1 ? 10 : 12, dataStart)).toString('latin1');
  const { descr, fortranOrder, dims } = parseLiteral(text, where);
  const { dtype, bigEndian } = parseDescr(descr, where);
  const dataBytes = sizeOf(dims, bytesPerElement(dtype));
  const room = fileBytes - dataStart;
  if (dataBytes === undefined) throw bad(where, `has the impossible shape [${dims.join(', ')}]`, 'save it again');
  if (dataBytes !== room) {
    const what = dataBytes > room ? 'is truncated' : 'has bytes left over';
    throw bad(
      where,
      `${what}: shape [${dims.join(', ')}] of ${dtype} takes ${dataBytes} bytes, the file holds ${room}`,
      'copy or save it again',
    );
  }
  return { dtype, bigEndian, fortranOrder, dims, dataStart, dataBytes };
}

/** The header's one Python literal: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } */
function parseLiteral(text: string, where: string): { descr: string; fortranOrder: boolean; dims: readonly number[] } {
  const found = new Map<string, string>();
  let rest = text.trim();
  const malformed = () => bad(where, 'has a malformed header', 'save it again with numpy.save');
  if (!rest.startsWith('{') || !rest.endsWith('}')) throw malformed();
  rest = rest.slice(1, -1).trim();
  while (rest !== '') {
    const m =
      /^(['"])(descr|fortran_order|shape)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([\d\s,L]*\)|\[.*?\](?=\s*(?:,\s*['"]|,?\s*$)))\s*(?:,\s*|$)/s.exec(
        rest,
      );
    if (m === null || found.has(m[2] as string)) throw malformed();
    found.set(m[2] as string, m[3] as string);
    rest = rest.slice(m[0].length);
  }
  const descr = found.get('descr');
  const order = found.get('fortran_order');
  const shape = found.get('shape');
  if (descr === undefined || shape === undefined || (order !== 'True' && order !== 'False')) throw malformed();
  if (descr.startsWith('[')) throw bad(where, 'holds records with several fields', 'save each field as an array of its own');
  if (!/^['"]/.test(descr) || !shape.startsWith('(')) throw malformed();
  const parts = shape
    .slice(1, -1)
    .split(',')
    .map((p) => p.trim().replace(/L$/, ''));
  if (parts.at(-1) === '') parts.pop();
  if (parts.some((p) => !/^\d+$/.test(p))) throw malformed();
  return { descr: descr.slice(1, -1), fortranOrder: order === 'True', dims: parts.map(Number) };
}

const kinds: Readonly<Record<string, StoredDType>> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  b1: 'bool',
};

function parseDescr(descr: string, where: string): { dtype: StoredDType; bigEndian: boolean } {
  const order = /^[<>|=]/.exec(descr)?.[0] ?? '|';
  const kind = descr.replace(/^[<>|=]/, '');
  if (kind.startsWith('O')) {
    throw bad(
      where,
      'holds Python objects (dtype "O"), which only unpickling could read and which could run code',
      'save it as a numeric array: array.astype("float32")',
    );
  }
  const dtype = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (dtype === undefined)
    throw bad(where, `holds elements of dtype "${descr.slice(0, 40)}"`, 'save it as float32, uint8 or another plain numeric type');
  return { dtype, bigEndian: order === '>' };
}

/** Bytes of an array; undefined where the product leaves the exact integers. A zero dimension does not hide an absurd one. */
export function sizeOf(dims: readonly number[], elementBytes: number): number | undefined {
  let bytes = elementBytes;
  let empty = false;
  for (const d of dims) {
    if (!Number.isSafeInteger(d) || d < 0) return undefined;
    if (d === 0) empty = true;
    else bytes *= d;
    if (!Number.isSafeInteger(bytes)) return undefined;
  }
  return empty ? 0 : bytes;
}

function bad(where: string, what: string, next: string): DatasetError {
  return new DatasetError('dataset/bad-array', `"${where}" ${what}; ${next}.`, { where });
}
