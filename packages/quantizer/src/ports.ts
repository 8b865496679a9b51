import type { DType, Model, Shape, Tensor } from '@octet/onnx';
import type { Statistics } from './statistics.ts';

/** Tensors by name: what goes into a model, or what comes out. */
export type Tensors = Readonly<Record<string, Tensor>>;
export type Feeds = Tensors;

/** Samples of a data set, each with the model's batch axis (mostly 1 long). Streamed: a source must not assume that all are held. */
export type Samples = Iterable<Feeds> | AsyncIterable<Feeds>;

export interface PortInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export type OptimizationLevel = 'all' | 'extended' | 'basic' | 'disabled';

export interface SessionOptions {
  readonly optimization?: OptimizationLevel;
  /** Intra-op threads; default 1, so that results do not depend on the machine's cores. */
  readonly threads?: number;
}

export interface Session extends AsyncDisposable {
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
  /** `outputs`: names to compute; all where absent. */
  run(feeds: Feeds, outputs?: readonly string[]): Promise<Tensors>;
}

export interface RunAllOptions extends SessionOptions {
  readonly outputs?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Runs models. Every stage that must execute something does it through this port; `@octet/runtime` implements it on onnxruntime-node.
 * A model that cannot be loaded or run rejects with a QuantizerError 'runtime/load-failed' or 'runtime/run-failed'.
 */
export interface Runner {
  open(model: Uint8Array, options?: SessionOptions): Promise<Session>;
  /**
   * Runs every sample once, data-parallel over the runner's workers (a session each, one intra-op thread), and calls `visit` in sample
   * order whatever the number of workers. Holds a bounded number of samples at a time.
   */
  runAll(model: Uint8Array, samples: Samples, visit: (outputs: Tensors, index: number) => void, options?: RunAllOptions): Promise<void>;
}

export interface CollectOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (samplesDone: number) => void;
}

/** Measures declared statistics of a float model in one pass over the samples. */
export interface Calibrator {
  collect(model: Model, values: readonly string[], samples: Samples, options?: CollectOptions): Promise<Statistics>;
}
