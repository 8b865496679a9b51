/** The value names of a model and all its subgraphs: one scope, so that a minted name can shadow nothing. */
export class NameScope {
  readonly #held: Map<string, number> = new Map();
  readonly #next: Map<string, number> = new Map();

  has(name: string): boolean {
    return this.#held.has(name);
  }

  /** Takes a name that nobody holds; throws where somebody does. */
  claim(name: string): void {
    if (this.#held.has(name)) throw new Error(`value name "${name}" is taken`);
    this.#held.set(name, 1);
  }

  /** For names read from a file: two sibling subgraphs may use the same one. */
  share(name: string): void {
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
  }

  release(name: string): void {
    const n = this.#held.get(name) ?? 0;
    if (n > 1) this.#held.set(name, n - 1);
    else this.#held.delete(name);
  }

  /** `base`, or `base_1`, `base_2` … the first that is free. The name is not claimed by this. */
  fresh(base: string): string {
    if (!this.#held.has(base)) return base;
    for (let i = this.#next.get(base) ?? 1; ; i++) {
      const name = `${base}_${i}`;
      if (this.#held.has(name)) continue;
      this.#next.set(base, i);
      return name;
    }
  }
}
