/** As in @octet/onnx, which worker threads do without: it would cost each of them a tenth of a second to load. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}
