import type { Job, JobComparison, JobSummary } from '@octet/contracts';

/** Units of the figures of a job, in the order in which they are shown. */
const units = {
  outcome: '',
  headline: '',
  fp32_bytes: 'bytes',
  int8_bytes: 'bytes',
  size_ratio: '×',
  metric: '',
  fp32: 'metric',
  int8: 'metric',
  drop_points: 'points',
  agreement: '%',
  sqnr_db: 'dB',
  samples: 'samples',
  fp32_ms: 'ms',
  int8_ms: 'ms',
  speedup: '×',
  integer_kernels: 'nodes',
  engine_seconds: 's',
} as const satisfies Record<keyof JobSummary, string>;

/** Two jobs side by side: what differs in their recipes, by JSON pointer, then the figures. Null where a job has none. */
export function compareJobs(a: Job, b: Job): JobComparison {
  const names = Object.keys(units) as (keyof JobSummary)[];
  return {
    recipe_differences: [...differences(a.recipe, b.recipe, '')].sort((x, y) => (x.pointer < y.pointer ? -1 : 1)),
    figures: [
      { name: 'verdict', unit: '', a: a.verdict, b: b.verdict },
      ...names.map((name) => ({ name, unit: units[name], a: a.summary?.[name] ?? null, b: b.summary?.[name] ?? null })),
    ],
    a,
    b,
  };
}

type Difference = JobComparison['recipe_differences'][number];

/** Objects and arrays are gone into; what is missing on one side is null there. */
function* differences(a: unknown, b: unknown, pointer: string): Generator<Difference> {
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) {
    if (!Object.is(a, b)) yield { pointer, a: a ?? null, b: b ?? null };
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    yield* differences(a[key], b[key], `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
