import { type Dim, integersOf, type Node, type Value } from '@octet/onnx';

/** x[:, :, dy::step, dx::step]. */
export interface StridedPixels {
  readonly source: Value;
  readonly step: number;
  readonly dy: number;
  readonly dx: number;
  readonly slices: readonly Node[];
}

/** Recognizes it, by one Slice over both axes or by one each. */
export function stridedPixels(value: Value | undefined): StridedPixels | undefined {
  const start = new Map<number, number>();
  const steps = new Map<number, number>();
  const slices: Node[] = [];
  let v = value;
  for (let node = v?.producer; node?.opType === 'Slice' && start.size < 2; node = v?.producer) {
    const starts = integersOf(node.input(1));
    const ends = integersOf(node.input(2));
    const axes = integersOf(node.input(3));
    if (starts === undefined || ends === undefined || axes === undefined) return undefined;
    const by = node.input(4) === undefined ? axes.map(() => 1) : integersOf(node.input(4));
    const sizes = node.input(0)?.shape;
    for (const [i, axis] of axes.entries()) {
      const size: Dim = sizes?.[axis] ?? null;
      if ((axis !== 2 && axis !== 3) || start.has(axis) || typeof size !== 'number' || (ends[i] as number) < size) return undefined;
      start.set(axis, starts[i] as number);
      steps.set(axis, by?.[i] ?? 1);
    }
    slices.push(node);
    v = node.input(0);
  }
  const [dy, dx, step] = [start.get(2), start.get(3), steps.get(2)];
  if (v === undefined || dy === undefined || dx === undefined || step === undefined || step < 2 || steps.get(3) !== step) return undefined;
  return dy >= 0 && dy < step && dx >= 0 && dx < step ? { source: v, step, dy, dx, slices } : undefined;
}
