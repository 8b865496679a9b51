import type { Decibels, Interval } from '@octet/contracts';

/** Numbers with their units, for people; no line breaks between the two. A value that is not finite is shown as "n/a": it was not measurable. */
export const format = {
  /** 1.24 MB; decimal prefixes, as file managers and disks use. */
  bytes: finite((value) => {
    const [size, unit] = scaled(value, [
      [1e9, 'GB'],
      [1e6, 'MB'],
      [1e3, 'kB'],
    ]) ?? [value, value === 1 ? 'byte' : 'bytes'];
    return `${unit.startsWith('byte') ? size : significant(size)}${nbsp}${unit}`;
  }),
  /** Microseconds, shown in µs, ms or s. */
  microseconds: finite((value) => {
    const [size, unit] = scaled(value, [
      [1e6, 's'],
      [1e3, 'ms'],
    ]) ?? [value, 'µs'];
    return `${significant(size)}${nbsp}${unit}`;
  }),
  seconds: finite((value) => {
    if (value >= 90) return minutes(Math.round(value));
    return value >= 1 || value === 0 ? `${significant(value)}${nbsp}s` : `${significant(value * 1e3)}${nbsp}ms`;
  }),
  count: finite((value) =>
    Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, nbsp),
  ),
  /** 3.99×. Cut, never rounded up: 2.996 does not meet a gate of 3. */
  ratio: finite((value) => `${(Math.floor(value * 100 + 1e-9) / 100).toFixed(2)}×`),
  /** A share of 0 to 1, in percent. What is not all is never shown as 100 %, what is not nothing never as 0 %. */
  share: finite((value) => {
    if (value > 0 && value < 0.0001) return `<${nbsp}0.01${nbsp}%`;
    if (value < 1 && value > 0.9999) return `>${nbsp}99.99${nbsp}%`;
    return `${(100 * value).toFixed(2).replace('.00', '')}${nbsp}%`;
  }),
  /** A metric of 0 to 1, always with two decimals, so that two of them compare at a glance. */
  percent: finite((value) => `${(100 * value).toFixed(2)}${nbsp}%`),
  points: finite((value) => `${Math.abs(value) < 0.005 ? '0.00' : value.toFixed(2).replace('-', '−')}${nbsp}points`),
  /** Four significant digits, for scales, ranges and errors. */
  number: finite((value) => {
    if (value === 0) return '0';
    const magnitude = Math.abs(value);
    const text = magnitude < 1e-3 || magnitude >= 1e6 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
    return text.replaceAll('-', '−').replace('e+', 'e');
  }),
  decibels(value: Decibels | undefined): string {
    if (value === undefined) return '';
    if (value === 'exact') return 'exact';
    if (value === 'no-signal') return 'no signal';
    return Number.isFinite(value) ? `${value.toFixed(1).replace('-', '−')}${nbsp}dB` : notMeasurable;
  },
  interval({ low, high, confidence, method }: Interval, show: (value: number) => string): string {
    return `${between(show(low), show(high))} (${format.number(100 * confidence)}${nbsp}%, ${method})`;
  },
} as const;

const notMeasurable = 'n/a';

/** No-break space. */
const nbsp = '\u00a0';

const minutes = (seconds: number): string => `${Math.floor(seconds / 60)}${nbsp}min${seconds % 60 === 0 ? '' : ` ${seconds % 60}${nbsp}s`}`;

/** "1 to 2 ms": the unit once where both ends have the same. */
function between(low: string, high: string): string {
  const unit = high.slice(high.lastIndexOf(nbsp));
  return `${unit.startsWith(nbsp) && low.endsWith(unit) ? low.slice(0, -unit.length) : low} to ${high}`;
}

function finite(show: (value: number) => string): (value: number) => string {
  return (value) => (Number.isFinite(value) ? show(value) : notMeasurable);
}

const significant = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function scaled(value: number, steps: readonly (readonly [number, string])[]): readonly [number, string] | undefined {
  const step = steps.find(([size]) => value >= size);
  return step && [value / step[0], step[1]];
}

/** "1 node", "3 nodes". */
export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${format.count(n)} ${n === 1 ? noun : plural}`;
}
