import type { DType, Shape, Tensor } from '@octet/onnx';
import * as ort from 'onnxruntime-node';
import { fromOrt, toOrt } from './ort-tensor.ts';

type Tensors = Readonly<Record<string, Tensor>>;
export type Optimization = 'all' | 'extended' | 'basic' | 'disabled';

export interface DirectSessionOptions {
  readonly optimization?: Optimization;
  /**
   * How int8 products add up on an x64 CPU without VNNI. 'exact', the default: as on VNNI, so a test judges the model and not the machine.
   * onnxruntime then refuses models in which two layers share weights or zero points, and integer operators under 'basic' or 'disabled' saturate
   * all the same. 'saturating': as its fast kernels there do, which clip each sum of two products to int16. No difference on any other CPU.
   */
  readonly integers?: 'exact' | 'saturating';
}

interface DirectSession extends AsyncDisposable {
  readonly inputs: readonly { name: string; dtype: DType; shape: Shape }[];
  readonly outputs: readonly { name: string; dtype: DType; shape: Shape }[];
  run(feeds: Tensors, outputs?: readonly string[]): Promise<Tensors>;
}

/** The quantizer's Runner port in this thread, one intra-op thread: for tests, where no pool of workers is wanted. Integer results do not depend on the CPU. */
export const directRunner = {
  async open(model: Uint8Array, { optimization = 'all', integers = 'exact' }: DirectSessionOptions = {}): Promise<DirectSession> {
    const session = await ort.InferenceSession.create(model, {
      graphOptimizationLevel: optimization,
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
      extra: { session: { x64quantprecision: integers === 'exact' ? '1' : '0' } },
    });
    const ports = (metadata: typeof session.inputMetadata): DirectSession['inputs'] =>
      metadata.map((m) =>
        m.isTensor ? { name: m.name, dtype: m.type as DType, shape: [...m.shape] } : { name: m.name, dtype: 'string', shape: [] },
      );
    return {
      inputs: ports(session.inputMetadata),
      outputs: ports(session.outputMetadata),
      async run(feeds, outputs = session.outputNames) {
        const given = Object.fromEntries(Object.entries(feeds).map(([name, t]) => [name, toOrt(t)]));
        const results = await session.run(given, [...outputs]);
        return Object.fromEntries(outputs.map((name) => [name, fromOrt(results[name] as ort.Tensor)]));
      },
      [Symbol.asyncDispose]: () => session.release(),
    };
  },

  async runAll(
    model: Uint8Array,
    samples: Iterable<Tensors> | AsyncIterable<Tensors>,
    visit: (outputs: Tensors, index: number) => void,
    options: DirectSessionOptions & { readonly outputs?: readonly string[] } = {},
  ): Promise<void> {
    await using session = await directRunner.open(model, options);
    let index = 0;
    for await (const feeds of samples) visit(await session.run(feeds, options.outputs), index++);
  },
};
