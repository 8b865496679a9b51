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

  /** `moments`: Σ x·xᵀ over the inputs, size × size row by row; the lower triangle is read. */
  constructor(moments: Float64Array, size: number) {
    this.#size = size;
    this.#order = Uint32Array.from({ length: size }, (_, i) => i).sort(
      (a, b) => diagonal(moments, size, a) - diagonal(moments, size, b) || b - a,
    );
    this.#factor = factorOf(reordered(moments, this.#order), size);
  }

  /** `weight(k)`, k = 0 … size − 1: a row's weights. Calls `set` with the integer of each. */
  round(weight: (k: number) => number, scale: number, set: (k: number, q: number) => void): void {
    const size = this.#size;
    const factor = this.#factor;
    const errors = new Float64Array(size);
    for (let i = size - 1; i >= 0; i--) {
      const row = i * size;
      let carried = 0;
      for (let j = i + 1; j < size; j++) carried += (factor[row + j] as number) * (errors[j] as number);
      const k = this.#order[i] as number;
      const w = weight(k);
      const q = saturate(roundHalfToEven((w + carried / (factor[row + i] as number)) / scale), -127, 127);
      errors[i] = w - scale * q;
      set(k, q);
    }
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
