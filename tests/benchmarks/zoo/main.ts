import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDataset } from '@octet/datasets';
import type { Feeds } from '@octet/quantizer';
import { createRunner, type OrtRunner } from '@octet/runtime';
import { checkInPython } from '../../conformance/reference/check-in-python.ts';
import { dataSources } from '../data/data-sources.ts';
import { pythonPath } from '../measure/child-json.ts';
import { measureLatencies } from '../measure/latencies.ts';
import { machine } from '../measure/machine.ts';
import { pageOfClass, publish } from '../measure/page.ts';
import { chosenModels, modelPath, type ZooModel, zooModels } from '../zoo-models.ts';
import { renderZoo, type ZooFigures } from './render.ts';
import { runOctet } from './run-octet.ts';

export const zooUsage = `npm run bench -- zoo [--models a,b] [--rounds N] [--seconds S] [--write]
  Every model of the zoo through octet quantize: checks, integer coverage, SQNR, size, speed.`;

export async function zoo(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      models: { type: 'string' },
      rounds: { type: 'string', default: '40' },
      seconds: { type: 'string', default: '5' },
      write: { type: 'boolean', default: false },
    },
  });
  const effort = { rounds: Number(values.rounds), minSeconds: Number(values.seconds), threads: 1 };
  const folder = await mkdtemp(join(tmpdir(), 'octet-zoo-'));
  await using runner = await createRunner();
  const chosen = chosenModels(
    values.models,
    zooModels.map((m) => m.name),
  );
  try {
    const figures: ZooFigures[] = [];
    for (const model of chosen) {
      process.stderr.write(`${model.name}\n`);
      figures.push(await measure(model, { folder: join(folder, model.name), runner, effort }));
    }
    const here = machine();
    const all = { machine: here, models: figures };
    await publish(pageOfClass('zoo', here), { markdown: renderZoo(all), figures: all }, values.write);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface MeasureOptions {
  readonly folder: string;
  readonly runner: OrtRunner;
  readonly effort: { readonly rounds: number; readonly minSeconds: number; readonly threads: number };
}

async function measure(model: ZooModel, { folder, runner, effort }: MeasureOptions): Promise<ZooFigures> {
  await mkdir(folder);
  const path = modelPath(model);
  const archives = await dataSources[model.data](folder, model.contract ?? {});
  const { report, artifact, seconds } = await runOctet(path, archives, join(folder, 'out'));
  const fp32 = await readFile(path);
  const feeds = await firstFeeds(runner, fp32, archives.evaluation);
  const faults = await checkInPython([{ model: artifact, feeds: feeds[0] as Feeds }], { runner, python: pythonPath(), folder });
  const { ratio, low, high } = (await measureLatencies({ fp32, int8: await readFile(artifact) }, feeds, effort)).ratio('fp32', 'int8');
  const { execution, accuracy } = report;
  const floats = execution?.nodes.filter((n) => n.linear && n.kernel === 'float') ?? [];
  return {
    model: model.name,
    data: model.data,
    outcome: report.subject.outcome,
    outcomeReason: report.subject.outcome_reason ?? '',
    pythonFault: faults[artifact] ?? null,
    linear: {
      integer: execution?.totals.linear_integer_count ?? 0,
      float: floats.length,
      unexplained: floats.filter((n) => n.reason === undefined).length,
    },
    floatReasons: [...new Set(floats.map((n) => n.reason ?? `none for ${n.op} "${n.name}"`))],
    metric: accuracy?.metric === undefined ? null : { name: accuracy.metric.name, fp32: accuracy.metric.fp32, int8: accuracy.metric.int8 },
    sqnrDb: typeof accuracy?.sqnr_db === 'number' ? accuracy.sqnr_db : null,
    sizeRatio: report.size.file_ratio,
    speedup: { ratio, low, high },
    verdict: report.verdict,
    missedGates: report.gates.filter((g) => g.verdict !== 'pass').map((g) => `${g.gate}: ${g.verdict}`),
    seconds,
  };
}

async function firstFeeds(runner: OrtRunner, model: Uint8Array, archive: string): Promise<Feeds[]> {
  await using session = await runner.open(model);
  await using dataset = await openDataset(archive, { inputs: session.inputs });
  // Awaited here: the data set closes when this function is left.
  return await Array.fromAsync(dataset.samples([0, 1, 2, 3]), (s) => s.feeds);
}
