import type { Tensor, TensorData } from '@octet/onnx';
import type { Tensors } from '@octet/quantizer';

/**
 * Tensors in buffers of their own that may move to another thread. Always copies: the caller may hold its tensors, and cloning a view by
 * message would copy the whole buffer under it.
 */
export function copyToMove(tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, { ...t, data: copied(t.data) } satisfies Tensor]));
}

function copied(data: TensorData): TensorData {
  // Buffer.slice is a view, unlike every typed array's.
  return data instanceof Buffer ? new Uint8Array(data) : data.slice();
}

/** The buffers under tensors that nobody else holds, each once. */
export function buffersOf(all: readonly Tensors[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const tensors of all) {
    for (const { data } of Object.values(tensors)) if (ArrayBuffer.isView(data)) buffers.add(data.buffer as ArrayBuffer);
  }
  return [...buffers];
}

/** Bytes of the elements; strings by their length. */
export function byteLength(tensors: Tensors): number {
  let bytes = 0;
  for (const { data } of Object.values(tensors)) {
    if (ArrayBuffer.isView(data)) bytes += data.byteLength;
    else for (const s of data) bytes += s.length;
  }
  return bytes;
}
