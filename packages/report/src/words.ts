import {
  type Diagnostic,
  type MetricKind,
  type MetricName,
  metricKinds,
  type Provenance,
  type Report,
  type Verdict,
} from '@octet/contracts';
import { counted, format } from './format.ts';

/** What a verdict looks like: a mark that does not rely on colour, and a word. */
export const verdictWords = {
  pass: { mark: '✓', word: 'Pass' },
  fail: { mark: '✗', word: 'Fail' },
  not_evaluated: { mark: '?', word: 'Not evaluated' },
} as const satisfies Record<Verdict, { mark: string; word: string }>;

/** The value of a metric in its unit. */
export const showMetric = (metric: MetricName, value: number): string => showUnit[metricKinds[metric].unit](value);

const showUnit = {
  fraction: format.percent,
  decibel: (value) => format.decibels(value),
  error: format.number,
} satisfies Record<MetricKind['unit'], (value: number) => string>;

/** 0.05 points gained, 0.05 points lost: a sign would say it twice. */
export const lossInWords = (points: number): string => (points < 0 ? `${format.points(-points)} gained` : `${format.points(points)} lost`);

/** Where latency is absent: the backend does not run on the machine that made the artifact. */
export const speedNotMeasured = ({ target }: Pick<Provenance, 'target'>): string => `Speed on ${target} was not measured.`;

/** The same for the proof of integer execution. */
export const kernelsNotCounted = ({ target }: Pick<Provenance, 'target'>): string => `Kernels on ${target} were not counted.`;

/** The machine that made and measured the artifact; undefined in reports of before it was kept. */
export function cpuInWords({ cpu }: Provenance): string | undefined {
  return cpu && `${cpu.model}, ${counted(cpu.cores, 'core')}, class ${cpu.cpu_class}`;
}

/** Of the CPU's flags, those that decide which integer kernels run. */
export const flagsInWords = (flags: readonly string[]): string => (flags.length === 0 ? 'none' : flags.join(', '));

/** What belongs on the first page. */
export const pressing = ({ warnings }: Report): readonly Diagnostic[] => warnings.filter(({ severity }) => severity !== 'info');
