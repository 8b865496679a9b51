import { type defaultRecipe, faultsOf, parseRecipe, type ReportParts, reportPartsSchema, reportSchema } from '@octet/contracts';
import { describe, expect, test } from 'vitest';
import { reportParts } from '../report-parts.fixture.ts';
import { renderJson } from '../text/json.ts';
import { assembleReport } from './assemble.ts';

const parts = reportParts();
const gateOf = (of: ReportParts, name: string) => assembleReport(of).gates.find(({ gate }) => gate === name);
const adviceOf = (of: ReportParts) => assembleReport(of).advice.map(({ code }) => code);
const without = <Key extends keyof ReportParts>(key: Key): ReportParts => {
  const { [key]: _, ...rest } = parts;
  return rest as unknown as ReportParts;
};
const withGates = (gates: Partial<(typeof defaultRecipe)['gates']>): ReportParts => ({
  ...parts,
  provenance: { ...parts.provenance, recipe: parseRecipe({ gates }) },
});
const withRuns = (...speedups: readonly { speedup: number; low?: number; high?: number }[]): ReportParts => {
  const [run] = parts.latency?.runs ?? [];
  if (!parts.latency || !run) throw new Error('the fixture has latency');
  const runs = speedups.map(({ speedup, low, high }, i) => {
    const { speedup_interval: _, ...rest } = run;
    const interval =
      low === undefined || high === undefined ? {} : { speedup_interval: { low, high, confidence: 0.95, method: 'bootstrap' } };
    return { ...rest, threads: i + 1, speedup, ...interval };
  });
  return { ...parts, latency: { ...parts.latency, runs } };
};

describe('assembleReport', () => {
  test('gives what the schema of the report says, also after a trip through JSON', () => {
    expect(faultsOf(reportPartsSchema, parts)).toEqual([]);
    const report = assembleReport(parts);
    expect(faultsOf(reportSchema, report)).toEqual([]);
    expect(JSON.parse(renderJson(report))).toEqual(report);
  });

  test('is a pure function: same parts, same frozen report, parts untouched', () => {
    const copy = structuredClone(parts);
    const report = assembleReport(parts);
    expect(assembleReport(parts)).toEqual(report);
    expect(parts).toEqual(copy);
    expect(Object.isFrozen(report) && Object.isFrozen(report.layers[0]?.output)).toBe(true);
    expect(Object.isFrozen(parts.layers)).toBe(false);
  });

  test('keeps 500 raw times at most, and how many there were', () => {
    const run = assembleReport(parts).latency?.runs[0];
    expect(run?.fp32.raw_us).toHaveLength(500);
    expect(run?.fp32.run_count).toBe(1200);
    expect(run?.fp32.raw_us[0]).toBe(parts.latency?.runs[0]?.fp32.raw_us[0]);
  });

  test('counts kernels, and float nodes without a reason', () => {
    const execution = parts.execution;
    if (!execution) throw new Error('the fixture has execution');
    const totals = assembleReport(parts).execution?.totals;
    expect(totals).toMatchObject({
      linear_integer_count: 9,
      linear_float_count: 1,
      unexplained_float_count: 0,
      node_counts: { integer: 9, float: 1, 'data-movement': 3 },
    });
    expect(totals?.linear_mac_share_integer).toBeCloseTo(0.9, 12);
    expect(
      (totals?.time_shares?.integer ?? 0) + (totals?.time_shares?.float ?? 0) + (totals?.time_shares?.['data-movement'] ?? 0),
    ).toBeCloseTo(1, 12);
    const nodes = execution.nodes.map(({ reason: _, time_us: __, ...node }) => node);
    const bare = assembleReport({ ...parts, execution: { ...execution, nodes } }).execution?.totals;
    expect(bare?.unexplained_float_count).toBe(1);
    expect(bare?.time_shares).toBeUndefined();
  });

  test('carries a measurement that is not finite as a warning with its place, not as a crash', () => {
    const accuracy = { ...parts.accuracy, cosine: Number.NaN } as ReportParts['accuracy'];
    const { warnings } = assembleReport({ ...parts, ...(accuracy && { accuracy }) });
    expect(warnings.map(({ code, message }) => [code, message.includes('/accuracy/cosine')])).toEqual([['report/not-finite', true]]);
    expect(assembleReport(parts).warnings).toEqual([]);
  });
});

describe('the gates', () => {
  test('pass where all was measured and holds', () => {
    const { verdict, gates } = assembleReport(parts);
    expect(verdict).toBe('pass');
    expect(gates.map(({ gate, verdict: each }) => [gate, each])).toEqual([
      ['max_accuracy_drop_points', 'pass'],
      ['min_speedup', 'pass'],
      ['min_size_ratio', 'pass'],
      ['min_sqnr_db', 'pass'],
    ]);
  });

  test('fail closed: without evaluation nothing passes, and each gate says why', () => {
    const report = assembleReport(without('accuracy'));
    expect(report.verdict).toBe('not_evaluated');
    expect(report.gates.filter(({ verdict }) => verdict === 'not_evaluated').map(({ explanation }) => explanation)).toEqual([
      'There was no evaluation.',
      'There was no evaluation.',
    ]);
  });

  test('fail closed: samples without labels do not judge accuracy, a NaN judges nothing', () => {
    const { metric: _, ...unlabelled } = parts.accuracy as NonNullable<ReportParts['accuracy']>;
    expect(gateOf({ ...parts, accuracy: unlabelled }, 'max_accuracy_drop_points')?.verdict).toBe('not_evaluated');
    expect(gateOf({ ...parts, accuracy: { ...unlabelled, sqnr_db: Number.NaN } }, 'min_sqnr_db')?.verdict).toBe('not_evaluated');
    expect(gateOf({ ...parts, accuracy: { ...unlabelled, sqnr_db: 'no-signal' } }, 'min_sqnr_db')?.verdict).toBe('fail');
    expect(gateOf({ ...parts, accuracy: { ...unlabelled, sqnr_db: 'exact' } }, 'min_sqnr_db')?.verdict).toBe('pass');
  });

  test('hold at the threshold and fail just beyond it', () => {
    const ratio = parts.size.fp32_file_bytes / parts.size.int8_file_bytes;
    expect(gateOf(withGates({ min_size_ratio: ratio }), 'min_size_ratio')?.verdict).toBe('pass');
    expect(gateOf(withGates({ min_size_ratio: ratio * 1.0001 }), 'min_size_ratio')?.verdict).toBe('fail');
    const drop = parts.accuracy?.metric?.drop_points ?? 0;
    expect(gateOf(withGates({ max_accuracy_drop_points: drop }), 'max_accuracy_drop_points')?.verdict).toBe('pass');
    expect(gateOf(withGates({ max_accuracy_drop_points: drop - 0.06 }), 'max_accuracy_drop_points')?.verdict).toBe('fail');
  });

  test('that are null are not judged', () => {
    expect(gateOf(withGates({ min_speedup: null }), 'min_speedup')).toBeUndefined();
  });

  test('judge the thread setting that gains least', () => {
    expect(gateOf(withRuns({ speedup: 2 }, { speedup: 0.9 }), 'min_speedup')).toMatchObject({ verdict: 'fail', measured: 0.9 });
  });

  test('do not fail for a drop that is nearer to its threshold than one standard error, and say what would tell', () => {
    const drop = parts.accuracy?.metric?.drop_points ?? Number.NaN;
    const near = withGates({ max_accuracy_drop_points: drop - 0.05 });
    expect(gateOf(near, 'max_accuracy_drop_points')).toMatchObject({ verdict: 'not_evaluated', measured: drop });
    expect(gateOf(near, 'max_accuracy_drop_points')?.explanation).toMatch(/samples cannot tell .* some .+ could\.$/);
    expect(assembleReport(near).advice.map(({ code }) => code)).toContain('evaluate-on-more');
    expect(assembleReport(parts).advice.map(({ code }) => code)).not.toContain('evaluate-on-more');
  });

  test('do not fail for a speed-up that two sessions of one file could show, and say so', () => {
    const near = gateOf(withRuns({ speedup: 0.985, low: 0.98, high: 0.99 }), 'min_speedup');
    expect(near).toMatchObject({ verdict: 'pass', measured: 0.985 });
    expect(near?.explanation).toContain('two sessions of the same file differ by as much');
    expect(gateOf(withRuns({ speedup: 0.975, low: 0.9, high: 1.05 }), 'min_speedup')?.verdict).toBe('fail');
  });

  test('say when the interval reaches over the threshold', () => {
    const said = (low: number, high: number) => gateOf(withRuns({ speedup: 1.01, low, high }), 'min_speedup')?.explanation;
    expect(said(0.98, 1.04)).toContain('more samples or rounds would tell');
    expect(said(1.001, 1.04)).not.toContain('more samples or rounds would tell');
  });
});

describe('the headline', () => {
  test('says first that INT8 is slower, where it is', () => {
    expect(assembleReport(withRuns({ speedup: 0.83, low: 0.8, high: 0.86 })).headline).toMatch(
      /^INT8 is slower than FP32 on this CPU: 0\.83× at 1 thread\./,
    );
    expect(assembleReport(withRuns({ speedup: 0.99, low: 0.97, high: 1.02 })).headline).toMatch(/^INT8 is not measurably faster/);
    expect(assembleReport(parts).headline).toMatch(/^All 4 gates passed\./);
  });

  test('says at how many threads INT8 is that much faster', () => {
    expect(assembleReport(parts).headline).toMatch(/2\.14× faster at 2\sthreads/);
    expect(assembleReport(withRuns({ speedup: 3, low: 2.9, high: 3.1 })).headline).toMatch(/3\.00× faster at 1\sthread/);
  });

  test('calls a metric worse, better, or as good where its two decimals do not differ', () => {
    const withDrop = (drop_points: number): ReportParts => {
      const { accuracy } = parts;
      if (accuracy?.metric === undefined) throw new Error('the parts have a metric');
      return { ...parts, accuracy: { ...accuracy, metric: { ...accuracy.metric, drop_points } } };
    };
    expect(assembleReport(withDrop(0.08)).headline).toMatch(/0\.08\spoints worse in/);
    expect(assembleReport(withDrop(-0.08)).headline).toMatch(/0\.08\spoints better in/);
    expect(assembleReport(withDrop(0)).headline).toMatch(/ and as good in /);
    expect(assembleReport(withDrop(-0.004)).headline).toMatch(/ and as good in /);
  });
});

describe('the advice', () => {
  const damaged = reportParts({ damage: 0.8 });

  test('is none but for the data where all is well', () => {
    expect(adviceOf(parts)).toEqual(['repair-samples']);
    expect(adviceOf({ ...parts, data_diagnostics: [] })).toEqual([]);
  });

  test('names the most sensitive layers in a recipe that parses and matches only them', () => {
    const advice = assembleReport(damaged).advice.find(({ code }) => code === 'exclude-layers');
    const { exclude } = parseRecipe(advice?.recipe);
    expect(exclude).toHaveLength(3);
    const patterns = exclude.map(({ name }) => new RegExp(name ?? '', 'u'));
    const hit = damaged.layers.filter(({ name }) => patterns.some((pattern) => pattern.test(name))).map((layer) => layer.sqnr_alone_db);
    const worst = damaged.layers
      .map((layer) => layer.sqnr_alone_db ?? 99)
      .sort((a, b) => Number(a) - Number(b))
      .slice(0, 3);
    expect(hit.sort((a, b) => Number(a) - Number(b))).toEqual(worst);
  });

  test('follows the facts: few samples, an extreme observer, no budget, no more to try, no labels', () => {
    expect(adviceOf(damaged)).toContain('search-longer');
    expect(adviceOf(damaged)).not.toContain('train-quantization-aware');
    const search = { ...(damaged.actions.search as NonNullable<ReportParts['actions']['search']>), stopped_by: 'exhausted' as const };
    expect(adviceOf({ ...damaged, actions: { ...damaged.actions, search } })).toContain('train-quantization-aware');
    const recipe = parseRecipe({ calibration: { observer: 'min-max' } });
    expect(adviceOf({ ...damaged, provenance: { ...damaged.provenance, recipe } })).toContain('use-histogram-observer');
    const accuracy = parts.accuracy as NonNullable<ReportParts['accuracy']>;
    expect(adviceOf({ ...parts, accuracy: { ...accuracy, calibrated_on: { ...accuracy.calibrated_on, sample_count: 8 } } })).toContain(
      'calibrate-on-more',
    );
    expect(adviceOf(without('accuracy'))).toContain('evaluate');
    expect(adviceOf(withRuns({ speedup: 0.8 }))[0]).toBe('stay-in-fp32');
  });
});
