const least = -(2n ** 63n);
const greatest = 2n ** 63n - 1n;

/** An int64 for a number: 2^63, which is how a number holds the greatest int64, comes back as that. */
export function clampInt64(value: number): bigint {
  const exact = BigInt(value);
  return exact > greatest ? greatest : exact < least ? least : exact;
}

/** Whether a number holds this int64 well enough for `clampInt64` to give it back. */
export function fitsNumber(value: bigint): boolean {
  return clampInt64(Number(value)) === value;
}
