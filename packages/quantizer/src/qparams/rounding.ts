/** Numerics that QuantizeLinear fixes; nobody writes `Math.round(x / s) + z` elsewhere. */

/** Ties to even, as QuantizeLinear does; Math.round sends 2.5 to 3 and −1.5 to −1. */
export function roundHalfToEven(x: number): number {
  const r = Math.round(x);
  return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

export function saturate(x: number, min: number, max: number): number {
  return x < min ? min : x > max ? max : x;
}
