import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsOf, parseRecipe, reportSchema } from '@octet/contracts';
import { writeNpz } from '@octet/datasets';
import { encodeToBuffer, parseModel } from '@octet/onnx';
import { startBurners } from '@octet/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobEvent } from './events.ts';
import type { JobResult } from './job.ts';
import { quantize } from './quantize.ts';
import { seededFeeds } from './seeded-feeds.ts';

const network = `<ir_version: 8, opset_import: ["" : 17]> small (float[N,16,16,16] image) => (float[N,5] scores)
<float[64,16,3,3] w1 = random(seed=1, std=0.1), float[64,64,3,3] w2 = random(seed=2, std=0.05), float[64,5] w3 = random(seed=3, std=0.3)>
{ h = Conv<pads=[1,1,1,1]>(image, w1) r = Relu(h) i = Conv<pads=[1,1,1,1]>(r, w2) s = Relu(i) p = GlobalAveragePool(s) f = Flatten(p) scores = Gemm(f, w3) }`;

let folder: string;
let whole: JobResult & { readonly events: readonly JobEvent[]; readonly seconds: number };

async function jobOn(recipe: unknown) {
  const events: JobEvent[] = [];
  const began = performance.now();
  const result = await quantize({
    model: join(folder, 'model.onnx'),
    calibration: join(folder, 'data.npz'),
    out: join(folder, `out-${began}`),
    recipe: parseRecipe(recipe),
    onEvent: (event) => events.push(event),
  });
  return { ...result, events, seconds: (performance.now() - began) / 1000 };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octet-engine-'));
  await writeFile(join(folder, 'model.onnx'), encodeToBuffer(parseModel(network)));
  const image = { name: 'image', dtype: 'float32', shape: [40, 16, 16, 16] } as const;
  await writeNpz(join(folder, 'data.npz'), seededFeeds([image]));
  whole = await jobOn({});
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('every stage is entered by what it is named for, in this order', () => {
  const stages = whole.events.flatMap((event) => (event.kind === 'stage' ? [event.stage] : []));
  expect(stages).toEqual(['validate', 'fuse', 'prepare', 'calibrate', 'convert', 'correct', 'race', 'evaluate', 'benchmark', 'package']);
});

test('the seconds of the stages add up to those of the job, without what comes behind the report', () => {
  const { stages } = whole.report.provenance;
  const sum = stages.reduce((total, { seconds }) => total + seconds, 0);
  expect(sum).toBeLessThanOrEqual(whole.seconds);
  expect(sum).toBeGreaterThan(0.8 * whole.seconds);
  const secondsOf = (name: string) => stages.find(({ stage }) => stage === name)?.seconds ?? 0;
  expect(secondsOf('race')).toBeGreaterThan(0.9);
  expect(secondsOf('prepare')).toBeGreaterThan(0.002);
});

test('beside processes that keep every CPU busy the artifact is the same, byte for byte', { timeout: 120_000 }, async () => {
  await using _ = await startBurners(availableParallelism());
  const { report } = await jobOn({});
  expect(report.provenance.artifact_sha256).toBe(whole.report.provenance.artifact_sha256);
  expect(report.subject.outcome).toBe('quantized');
});

describe('a target that this CPU cannot run', () => {
  let foreign: Awaited<ReturnType<typeof jobOn>>;
  beforeAll(async () => {
    foreign = await jobOn({ target: 'tensorrt', budget: { search_seconds: 0 }, gates: { min_sqnr_db: null } });
  }, 120_000);

  test('is not raced and not timed, and the report says why', () => {
    const { report, events } = foreign;
    expect(events.some((event) => event.kind === 'stage' && event.stage === 'race')).toBe(false);
    expect([report.latency, report.execution, report.actions.races]).toEqual([undefined, undefined, []]);
    expect(report.gates.find(({ gate }) => gate === 'min_speedup')).toMatchObject({
      verdict: 'not_evaluated',
      explanation: 'Speed on tensorrt was not measured.',
    });
    expect(faultsOf(reportSchema, structuredClone(report))).toEqual([]);
  });

  test('whose search had no time says so, and one that had enough does not', () => {
    const codes = ({ report }: JobResult) => report.warnings.map(({ code }) => code);
    expect(foreign.report.actions.search?.stopped_by).toBe('budget');
    expect(codes(foreign)).toContain('search/seconds-used-up');
    expect(codes(whole)).not.toContain('search/seconds-used-up');
  });

  test('and every form of the report says so, while one of a target that runs here does not', async () => {
    for (const name of ['report.json', 'report.html', 'report.md']) {
      expect(await readFile(foreign.files[name] ?? '', 'utf8'), name).toContain('Speed on tensorrt was not measured');
      expect(await readFile(whole.files[name] ?? '', 'utf8'), name).not.toMatch(/Speed on .* was not measured/);
    }
    expect(whole.report.latency).toBeDefined();
    expect(whole.report.actions.races).toHaveLength(1);
  });
});
