import { encodeToBuffer, type Model, type Tensor } from '@octet/onnx';
import type { Feeds, Runner, Tensors } from '../ports.ts';
import { withRanksOnly } from '../probe-shapes.ts';
import type { Meter } from './budget.ts';

/** Loss of a candidate against FP32 on the scoring samples: Σ(x − x̂)² / Σx² of each float output, averaged over the outputs. */
export interface Score {
  readonly loss: number;
  /** −10 · log10(loss): the SQNR where the model has one output. */
  readonly sqnrDb: number;
  /** Of the candidate as a file. */
  readonly fileBytes?: number;
}

export interface ScorerOptions {
  readonly runner: Runner;
  readonly budget?: Meter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Judges candidates by what counts: the artifact itself, run by the real kernels, against FP32's outputs on the same samples. */
export class Scorer {
  readonly samples: readonly Feeds[];
  readonly #reference: readonly Tensors[];
  readonly #options: ScorerOptions;

  private constructor(samples: readonly Feeds[], reference: readonly Tensors[], options: ScorerOptions) {
    this.samples = samples;
    this.#reference = reference;
    this.#options = options;
  }

  static async create(prepared: Model, samples: readonly Feeds[], options: ScorerOptions): Promise<Scorer> {
    const { runner, budget, signal } = options;
    const reference: Tensors[] = [];
    budget?.opened();
    const visit = (outputs: Tensors) => {
      reference.push(outputs);
      budget?.ran();
    };
    await runner.runAll(encodeToBuffer(withRanksOnly(prepared)), samples, visit, signalOf(signal));
    return new Scorer(samples, reference, options);
  }

  async score(candidate: Model): Promise<Score> {
    const error = new Map<string, number>();
    const energy = new Map<string, number>();
    const { runner, budget, signal } = this.#options;
    const file = encodeToBuffer(candidate);
    budget?.opened();
    await runner.runAll(
      file,
      this.samples,
      (outputs, index) => {
        budget?.ran();
        for (const [name, x] of Object.entries(this.#reference[index] ?? {})) {
          if (x.dtype !== 'float32') continue;
          const { e, n } = squaredError(x, outputs[name]);
          error.set(name, (error.get(name) ?? 0) + e);
          energy.set(name, (energy.get(name) ?? 0) + n);
        }
      },
      signalOf(signal),
    );
    let loss = 0;
    for (const [name, e] of error) loss += e / Math.max(energy.get(name) ?? 0, Number.MIN_VALUE);
    loss = error.size > 0 ? loss / error.size : 0;
    return { loss, sqnrDb: loss > 0 ? -10 * Math.log10(loss) : Number.POSITIVE_INFINITY, fileBytes: file.byteLength };
  }
}

/**
 * Σ(x − y)² and Σx² over the elements that FP32 can state. Where y alone is not finite the error has no bound; an output of another size (the
 * number of boxes found) is lost whole.
 */
function squaredError(x: Tensor, y: Tensor | undefined): { e: number; n: number } {
  const a = x.data as Float32Array;
  const b = y?.data as Float32Array | undefined;
  const isComparable = b !== undefined && b.length === a.length;
  let e = 0;
  let n = 0;
  for (let i = 0; i < a.length; i++) {
    const v = a[i] as number;
    if (!Number.isFinite(v)) continue;
    n += v * v;
    const d = isComparable ? v - (b[i] as number) : v;
    e += Number.isNaN(d) ? Number.POSITIVE_INFINITY : d * d;
  }
  return { e, n };
}

function signalOf(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
