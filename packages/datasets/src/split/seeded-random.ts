/** A seeded stream of random numbers, the same on every machine: sfc32 (Doty-Humphrey), its state filled by splitmix32. */
export interface SeededRandom {
  /** Integer of [0, bound), without bias. */
  below(bound: number): number;
  /** Shuffles in place (Fisher-Yates) and returns its argument. */
  shuffle<T extends number[] | Int32Array>(values: T): T;
}

export function seededRandom(seed: number): SeededRandom {
  let mix = seed >>> 0;
  const fill = () => {
    mix = (mix + 0x9e3779b9) | 0;
    let t = mix ^ (mix >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  };
  let a = fill();
  let b = fill();
  let c = fill();
  let counter = 1;
  const next = () => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const below = (bound: number) => {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let v = next();
    while (v >= limit) v = next();
    return v % bound;
  };
  const shuffle = <T extends number[] | Int32Array>(values: T): T => {
    for (let i = values.length - 1; i > 0; i--) {
      const j = below(i + 1);
      const kept = values[i] as number;
      values[i] = values[j] as number;
      values[j] = kept;
    }
    return values;
  };
  return { below, shuffle };
}
