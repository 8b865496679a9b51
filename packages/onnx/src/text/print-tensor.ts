import { bytesOf } from '../ir/storage.ts';
import { elementCount, type Tensor } from '../ir/tensor.ts';
import { printFloat32, printFloat64, printString } from './print-literal.ts';

export interface PrintOptions {
  /** 'values' (default) prints every element; 'checksum' prints `{...}` and a checksum for more than 16 elements: for goldens, not to be parsed. */
  readonly weights?: 'values' | 'checksum';
}

const longestInFull = 16;

/** `{1,2,3}`, or `{...}` where the options ask for checksums and the tensor is long. */
export function printTensorData(tensor: Tensor, options: PrintOptions): string {
  return isAbridged(tensor, options) ? '{...}' : `{${printElements(tensor).join(',')}}`;
}

/** ` # fnv1a 8-hex-digits` of the tensor's bytes where it is abridged, else nothing. */
export function printChecksum(tensor: Tensor, options: PrintOptions): string {
  return isAbridged(tensor, options) ? ` # fnv1a ${fnv1a(tensor)}` : '';
}

function isAbridged(tensor: Pick<Tensor, 'dims'>, options: PrintOptions): boolean {
  return options.weights === 'checksum' && elementCount(tensor.dims) > longestInFull;
}

function printElements({ data }: Tensor): string[] {
  if (data instanceof Float32Array) return Array.from(data, printFloat32);
  if (data instanceof Float64Array) return Array.from(data, printFloat64);
  if (isStrings(data)) return data.map(printString);
  return Array.from(data as Iterable<number | bigint>, String);
}

function fnv1a({ data }: Tensor): string {
  const bytes = isStrings(data) ? new TextEncoder().encode(data.join('\0')) : bytesOf(data);
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function isStrings(data: Tensor['data']): data is readonly string[] {
  return Array.isArray(data);
}
