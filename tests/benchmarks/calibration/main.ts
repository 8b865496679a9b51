import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataSources } from '../data/data-sources.ts';
import { nodeJson } from '../measure/child-json.ts';
import { machine } from '../measure/machine.ts';
import { median, publish } from '../measure/page.ts';
import { writeSamplesForPython } from '../peers/samples.ts';
import { chosenModels, modelPath, type ZooModel } from '../zoo-models.ts';
import { againstPython } from './against-python.ts';
import { realSamples } from './real-samples.ts';
import { type CalibrationFigures, renderCalibration } from './render.ts';
import { measureSpeed } from './speed.ts';
import { taskOf } from './task-of.ts';

export const calibrationUsage = `npm run bench -- calibration [--models a,b] [--rounds N] [--write]
  The calibrator against plain FP32 inference and against Python's calibrators; its memory.`;

interface Measurement {
  /** Small models run over 1,000 samples and more, for the clock's sake. */
  readonly speedSamples: number;
  /** Python's percentile calibrator keeps every activation, so few of these. Absent: not compared. */
  readonly pythonSamples?: number;
}

const measurements: Readonly<Record<string, Measurement>> = {
  resnet20: { speedSamples: 2048, pythonSamples: 200 },
  mobilenetv1: { speedSamples: 1000 },
  squeezenet: { speedSamples: 400, pythonSamples: 40 },
  'yolox-nano': { speedSamples: 160 },
};

const memoryCounts = [100, 1000] as const;
/** When the collectors run is a matter of chance, and so is a peak. */
const memoryRuns = 3;

export async function calibration(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { models: { type: 'string' }, rounds: { type: 'string', default: '7' }, write: { type: 'boolean', default: false } },
  });
  const folder = await mkdtemp(join(tmpdir(), 'octet-calibration-'));
  try {
    const figures: CalibrationFigures[] = [];
    for (const model of chosenModels(values.models, Object.keys(measurements))) {
      process.stderr.write(`${model.name}\n`);
      figures.push(await measure(model, { folder, rounds: Number(values.rounds) }));
    }
    const all = { machine: machine(), models: figures };
    await publish('calibration', { markdown: renderCalibration(all), figures: all }, values.write);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(model: ZooModel, options: { readonly folder: string; readonly rounds: number }): Promise<CalibrationFigures> {
  const { speedSamples, pythonSamples } = measurements[model.name] as Measurement;
  const folder = join(options.folder, model.name);
  await mkdir(folder);
  const path = modelPath(model);
  const fp32 = await readFile(path);
  const archives = await dataSources[model.data](folder, model.contract ?? {});
  const { task, inputs } = await taskOf(path, archives.calibration);
  const samples = await realSamples(archives.calibration, inputs, speedSamples);

  const speed = await measureSpeed(task, { fp32, samples, rounds: options.rounds });
  const npz = join(folder, 'samples.npz');
  if (pythonSamples !== undefined) await writeSamplesForPython(archives.calibration, inputs, npz);
  const python =
    pythonSamples === undefined
      ? undefined
      : await againstPython({
          model: path,
          archive: archives.calibration,
          npz,
          input: inputs[0]?.name ?? '',
          samples: pythonSamples,
          runs: options.rounds,
        });
  const memory: Record<number, number> = {};
  for (const count of memoryCounts) {
    const child = new URL('./memory-child.ts', import.meta.url);
    const peaks: number[] = [];
    for (let run = 0; run < memoryRuns; run++) {
      const { peakBytes } = await nodeJson<{ peakBytes: number }>(child, [path, archives.calibration, String(count)]);
      peaks.push(peakBytes);
    }
    memory[count] = median(peaks);
  }
  return { model: model.name, speed, memory, ...(python === undefined ? {} : { python }) };
}
