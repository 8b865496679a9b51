import type { Tensor } from '@octet/onnx';

/** One sample: what the model is fed, and what is known about it. */
export interface Sample {
  /** Position in the data set, from 0. */
  readonly index: number;
  /** File, or 'array[index]'; for people. */
  readonly source: string;
  /** By input name, each with the model's batch axis. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** A class index with the label offset added, or a target tensor (label map, regression target). */
  readonly label?: number | Tensor;
}

/** What the labels of a data set are. Classes are held; targets are streamed with the samples. */
export type Labels =
  | { readonly kind: 'classes'; readonly values: Int32Array; readonly names?: readonly string[] }
  | { readonly kind: 'targets'; readonly dims: readonly number[] };
