/** Running Σx² and Σ(x − x̂)²; `db` is 10 · log10 of their ratio: +∞ without error, −∞ without signal. */
export class Sqnr {
  #signal = 0;
  #noise = 0;

  add(x: ArrayLike<number>, y: ArrayLike<number>): void {
    for (let i = 0; i < x.length; i++) {
      const v = x[i] as number;
      const d = v - (y[i] as number);
      this.#signal += v * v;
      this.#noise += d * d;
    }
  }

  get db(): number {
    return this.#noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(this.#signal / this.#noise);
  }
}
