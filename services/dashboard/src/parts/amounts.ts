const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, three digits: 2.31 MB. */
export function bytes(count: number): string {
  const step = Math.min(sizes.length - 1, count < 1000 ? 0 : Math.floor(Math.log10(count) / 3));
  return `${step === 0 ? count : (count / 1000 ** step).toPrecision(3)} ${sizes[step]}`;
}

/** 850 ms, 12.3 s, 4 min 05 s, 2 h 03 min. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return minutes < 60 ? `${minutes} min ${two(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

export const percent = (share: number): string => `${(100 * share).toFixed(share >= 0.9995 || share === 0 ? 0 : 2)} %`;
