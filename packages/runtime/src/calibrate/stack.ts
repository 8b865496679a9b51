import type { Tensor, TensorData } from '@octet/onnx';
import type { Feeds, PortInfo } from '@octet/quantizer';
import { elementCount } from './element-count.ts';

/** Samples on their way to a worker. */
export interface Stack {
  readonly samples: number;
  /**
   * Joined: the samples behind each other along the first axis of every input, the last one again in the places that are left. Otherwise one
   * sample whose dimensions are not those of sample 0.
   */
  readonly feeds: Feeds;
  readonly joined: boolean;
}

/** So many samples share a run: what a node costs besides its arithmetic is a third of a small network's time. */
const usualStack = 8;
/** With more elements observed in a sample than this, arithmetic is most of the time, and several samples would leave the cache. */
const mostElements = 2 ** 19;

/** Samples a run that a model could take: 1 unless every input's first axis is free and holds one in sample 0. */
export function possibleStack(inputs: readonly PortInfo[], feeds: Feeds, observedElements: number): number {
  const free = inputs.every(({ name, shape }) => {
    const given = feeds[name];
    return (
      shape !== undefined && shape.length > 0 && typeof shape[0] !== 'number' && given?.dims[0] === 1 && ArrayBuffer.isView(given.data)
    );
  });
  return free && inputs.length > 0 && observedElements <= mostElements ? usualStack : 1;
}

/** A buffer of at least so many bytes. */
export type Place = (bytes: number) => ArrayBufferLike;

/** Samples of the same dimensions as one: `stack` of them. `place`: where to lay them. */
export function joinSamples(samples: readonly Feeds[], stack: number, place: Place): Feeds {
  const joined: Record<string, Tensor> = {};
  for (const [name, first] of Object.entries(samples[0] as Feeds)) {
    const { data } = first;
    if (!ArrayBuffer.isView(data)) {
      joined[name] = first;
      continue;
    }
    const own = emptyLike(data, stack * data.length, place);
    for (let i = 0; i < stack; i++) own.set((samples[Math.min(i, samples.length - 1)] as Feeds)[name]?.data as never, i * data.length);
    joined[name] = { ...first, dims: stack === 1 ? first.dims : first.dims.with(0, stack * (first.dims[0] ?? 1)), data: own as TensorData };
  }
  return joined;
}

/** One sample of a stack, over the same memory. */
export function memberOf(feeds: Feeds, index: number, stack: number): Feeds {
  if (stack === 1) return feeds;
  const member = ({ data, dims, ...rest }: Tensor): Tensor => {
    const own = dims.with(0, (dims[0] ?? stack) / stack);
    const each = elementCount(own);
    return { ...rest, dims: own, data: (data as Float32Array).subarray(index * each, (index + 1) * each) };
  };
  return Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, member(tensor)]));
}

export function sameDims(a: Feeds, b: Feeds): boolean {
  return Object.entries(a).every(
    ([name, { dims }]) => dims.length === b[name]?.dims.length && dims.every((d, i) => d === b[name]?.dims[i]),
  );
}

type View = Exclude<TensorData, readonly string[]>;

function emptyLike(data: View, length: number, place: Place): Float32Array {
  const bytes = length * data.BYTES_PER_ELEMENT;
  // A Buffer's constructor is deprecated, and it would stay one.
  const Type = (data instanceof Buffer ? Uint8Array : data.constructor) as typeof Float32Array;
  return new Type(place(bytes), 0, length);
}
