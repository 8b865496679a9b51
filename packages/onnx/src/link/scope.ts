import type { Value } from '../ir/value.ts';

/** The values of one graph by name while it is linked, inside the scopes of the graphs around it. */
export class Scope {
  readonly outer: Scope | undefined;
  /** Position of the node being linked, and of each value's producer; -1 for inputs and initializers. */
  position = 0;
  /** A node read what a later node makes. */
  unsorted = false;
  readonly #values: Map<string, Value> = new Map();
  readonly #positions: Map<Value, number> = new Map();

  constructor(outer: Scope | undefined) {
    this.outer = outer;
  }

  own(name: string): Value | undefined {
    return this.#values.get(name);
  }

  define(value: Value, position = -1): void {
    this.#values.set(value.name, value);
    this.#positions.set(value, position);
  }

  /** The value of that name here or in the nearest graph around; notes where it is read before it is made. */
  resolve(name: string): Value | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.outer) {
      const value = scope.#values.get(name);
      if (value === undefined) continue;
      if ((scope.#positions.get(value) ?? -1) >= scope.position) scope.unsorted = true;
      return value;
    }
    return undefined;
  }
}
