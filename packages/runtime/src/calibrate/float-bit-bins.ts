/** The bins of a float-bit histogram: 32 − floatBitShift bits of sign, exponent and mantissa. */
export const binCount: number = 1 << 17;

/** Bins of negative numbers begin here. */
export const negativeBins: number = binCount / 2;

/** Of either sign, from here on: infinite or NaN. */
export const nonFiniteBins = 0xff00;

/** Index of the first of the ascending bins that is not below `bin`. */
export function firstAtLeast(bins: Uint32Array, bin: number): number {
  let [low, high] = [0, bins.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bins[middle] as number) < bin) low = middle + 1;
    else high = middle;
  }
  return low;
}
