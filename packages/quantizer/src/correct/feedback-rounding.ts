import { largestPairSum } from '../backends/onnxruntime-cpu/saturating-pairs.ts';
import { roundHalfToEven, saturate } from '../qparams/rounding.ts';

/**
 * Integers q in [−127, 127] for a row of weights w ≈ scale · q that make the error of the products smallest, not that of the weights: each
 * weight in turn is rounded, and what the rounding did to the product is made up for by the weights that follow, as the second moments of the
 * inputs tell. GPTQ (Frantar et al. 2022, arXiv:2210.17323), in the form of Babai's nearest plane (Chen et al. 2025, arXiv:2507.18553), which
 * needs no inverse.
 */
export class FeedbackRounding {
  readonly #size: number;
  /** Weights in the order in which they are rounded from the last to the first: those of the strongest inputs before all others. */
  readonly #order: Uint32Array;
  /** R, upper triangular: RᵀR is the matrix of second moments in that order. */
  readonly #factor: Float64Array;

  readonly #partners: Int32Array | undefined;

  /**
   * `moments`: Σ x·xᵀ over the inputs, size × size row by row; the lower triangle is read. `partners`: which weights must not saturate together
   * (saturating-pairs.ts); where absent, any may be as large as they are.
   */
  constructor(moments: Float64Array, size: number, partners?: Int32Array) {
    this.#size = size;
    this.#partners = partners;
    this.#order = Uint32Array.from({ length: size }, (_, i) => i).sort(
      (a, b) => diagonal(moments, size, a) - diagonal(moments, size, b) || b - a,
    );
    this.#factor = factorOf(reordered(moments, this.#order), size);
  }

  /** The integers of a row of weights. */
  round(row: ArrayLike<number>, scale: number): Int8Array {
    const size = this.#size;
    const factor = this.#factor;
    const q = new Int8Array(size);
    const errors = new Float64Array(size);
    for (let i = size - 1; i >= 0; i--) {
      const at = i * size;
      let carried = 0;
      for (let j = i + 1; j < size; j++) carried += (factor[at + j] as number) * (errors[j] as number);
      const k = this.#order[i] as number;
      const wanted = roundHalfToEven(((row[k] as number) + carried / (factor[at + i] as number)) / scale);
      const [low, high] = this.#boundsOf(k, q);
      q[k] = saturate(wanted, low, high);
      errors[i] = (row[k] as number) - scale * (q[k] as number);
    }
    return q;
  }

  /** What the integer that weight k meets leaves to it; it is 0 as long as it is not rounded. */
  #boundsOf(k: number, q: Int8Array): readonly [low: number, high: number] {
    const partner = this.#partners?.[k] ?? -1;
    const taken = partner < 0 ? 0 : (q[partner] as number);
    return [-Math.min(127, largestPairSum + Math.min(0, taken)), Math.min(127, largestPairSum - Math.max(0, taken))];
  }
}

/** Share of the mean diagonal that is added to every diagonal element, as in GPTQ: few samples do not tell all directions. */
const damping = 0.01;

function diagonal(moments: Float64Array, size: number, i: number): number {
  return moments[i * size + i] as number;
}

function reordered(moments: Float64Array, order: Uint32Array): Float64Array {
  const size = order.length;
  const matrix = new Float64Array(size * size);
  let trace = 0;
  for (let i = 0; i < size; i++) {
    const a = order[i] as number;
    trace += diagonal(moments, size, a);
    for (let j = 0; j < size; j++) {
      const b = order[j] as number;
      matrix[i * size + j] = moments[Math.max(a, b) * size + Math.min(a, b)] as number;
    }
  }
  const added = (damping * trace) / size || 1;
  for (let i = 0; i < size; i++) matrix[i * size + i] = (matrix[i * size + i] as number) + added;
  return matrix;
}

/** Cholesky's upper factor R of a positive definite matrix RᵀR, in its place; what stands below the diagonal is left over. */
function factorOf(matrix: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let k = 0; k < i; k++) {
      const above = k * size;
      const r = matrix[above + i] as number;
      if (r !== 0) for (let j = i; j < size; j++) matrix[row + j] = (matrix[row + j] as number) - r * (matrix[above + j] as number);
    }
    const root = Math.sqrt(matrix[row + i] as number);
    for (let j = i; j < size; j++) matrix[row + j] = (matrix[row + j] as number) / root;
  }
  return matrix;
}
