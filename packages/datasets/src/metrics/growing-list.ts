/** A list of numbers that grows without boxing them. */
export class GrowingList {
  #values = new Float64Array(256);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  get length(): number {
    return this.#length;
  }

  /** A view; valid until the next push. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
