import type { Tensor } from '@octet/onnx';
import type { PortInfo, Tensors } from '@octet/quantizer';

/** Samples that run at once where the model lets the batch free: weights are then read once for all of them. */
const batchSize = 16;

/**
 * How many samples a model takes at once: more than one only where every input and output starts with the same named dimension, so that
 * it can be nothing but the batch.
 */
export function batchSizeOf({ inputs, outputs }: { readonly inputs: readonly PortInfo[]; readonly outputs: readonly PortInfo[] }): number {
  const names = new Set([...inputs, ...outputs].map((p) => p.shape?.[0]));
  const [name] = names;
  return names.size === 1 && typeof name === 'string' ? batchSize : 1;
}

/** The samples' tensors, one behind the other along the batch axis. All must be alike in type and in the other dimensions. */
export function joinBatch(samples: readonly Tensors[]): Tensors {
  const [first] = samples;
  if (first === undefined || samples.length === 1) return first ?? {};
  return Object.fromEntries(
    Object.entries(first).map(([name, t]) => [
      name,
      join(
        samples.map((s) => s[name] as Tensor),
        t,
      ),
    ]),
  );
}

function join(parts: readonly Tensor[], { dtype, dims }: Tensor): Tensor {
  const [, ...rest] = dims;
  const length = parts.reduce((n, p) => n + p.data.length, 0);
  const data = blank(parts[0] as Tensor, length);
  let at = 0;
  for (const p of parts) {
    data.set(p.data as never, at);
    at += p.data.length;
  }
  return { dtype, dims: [parts.reduce((n, p) => n + (p.dims[0] ?? 1), 0), ...rest], data };
}

/** One set of outputs a sample, as if each had run alone. */
export function splitBatch(outputs: Tensors, count: number): Tensors[] {
  if (count === 1) return [outputs];
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(
      Object.entries(outputs).map(([name, { dtype, dims, data }]) => {
        const [batch = count, ...rest] = dims;
        const size = data.length / count;
        return [name, { dtype, dims: [batch / count, ...rest], data: data.slice(i * size, (i + 1) * size) as Tensor['data'] }];
      }),
    ),
  );
}

type Numbers = Exclude<Tensor['data'], readonly string[]>;

function blank(like: Tensor, length: number): Numbers {
  const Make = (like.data as Numbers).constructor as new (n: number) => Numbers;
  return new Make(length);
}
