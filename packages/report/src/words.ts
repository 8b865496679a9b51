import { type MetricKind, type MetricName, metricKinds, type Verdict } from '@octet/contracts';
import { format } from './format.ts';

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
