import type { JobComparison } from '../../api/wire.ts';
import { bytes, duration } from '../../parts/amounts.ts';

type Figure = JobComparison['figures'][number];

const shown: Readonly<Record<string, (value: number) => string>> = {
  bytes,
  s: duration,
  '×': (value) => `${value.toFixed(2)}×`,
  points: (value) => `${value.toFixed(2)} points`,
  '%': (value) => `${value.toFixed(2)} %`,
  metric: (value) => value.toPrecision(5),
  dB: (value) => `${value.toFixed(1)} dB`,
  ms: (value) => `${value.toPrecision(3)} ms`,
  samples: (value) => value.toLocaleString('en'),
};

/** A figure in its unit; – where it was not measured. */
export function showFigure(value: unknown, unit: string): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return shown[unit]?.(value) ?? String(value);
  if (typeof value === 'object' && 'integer' in value && 'float' in value) return `${value.integer} integer, ${value.float} float`;
  return String(value);
}

/** B relative to A, where both are numbers: a difference for what is a share or a difference itself, else a ratio. */
export function change({ unit, a, b }: Figure): string {
  if (a === null && b === null) return '';
  if (typeof a !== 'number' || typeof b !== 'number') return a === b || JSON.stringify(a) === JSON.stringify(b) ? '=' : '';
  if (a === b) return '=';
  const sign = b > a ? '+' : '−';
  const by = Math.abs(b - a);
  if (unit === 'points' || unit === '%') return `${sign}${by.toFixed(2)} points`;
  if (unit === 'dB') return `${sign}${by.toFixed(1)} dB`;
  if (unit === 'metric') return `${sign}${by.toPrecision(3)}`;
  return a === 0 ? '' : `${sign}${((100 * by) / Math.abs(a)).toFixed(1)} %`;
}

/** `fp32_ms` → FP32 latency; what has no name here keeps its own. */
export function nameOf({ name }: Figure): string {
  return names[name] ?? name.replaceAll('_', ' ');
}

const names: Readonly<Record<string, string>> = {
  fp32_bytes: 'FP32 size',
  int8_bytes: 'INT8 size',
  size_ratio: 'Size ratio',
  fp32: 'FP32 metric',
  int8: 'INT8 metric',
  drop_points: 'Drop',
  agreement: 'Agreement of the outputs',
  sqnr_db: 'SQNR at the outputs',
  samples: 'Samples evaluated',
  fp32_ms: 'FP32 latency, 1 thread',
  int8_ms: 'INT8 latency, 1 thread',
  speedup: 'Speed-up, 1 thread',
  integer_kernels: 'Kernels',
  engine_seconds: 'Engine’s time',
  verdict: 'Verdict',
  outcome: 'Outcome',
  headline: 'In a sentence',
  metric: 'Metric',
};
