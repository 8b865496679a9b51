/** memory-child.ts MODEL ARCHIVE COUNT: calibrates on that many samples streamed out of an archive and prints the peak memory as JSON. */
import { readFile } from 'node:fs/promises';
import { type Dataset, openDataset } from '@octet/datasets';
import type { Feeds } from '@octet/quantizer';
import { createCalibrator, createRunner, peakMemoryBytes } from '@octet/runtime';
import { calibrationTask } from './calibration-task.ts';
import { inputsOf } from './task-of.ts';

const [model, archive, count] = process.argv.slice(2) as [string, string, string];
{
  await using runner = await createRunner();
  const inputs = await inputsOf(runner, await readFile(model));
  await using dataset = await openDataset(archive, { inputs });
  const [first] = await Array.fromAsync(streamed(dataset, 1));
  const task = await calibrationTask(model, first as Feeds, runner);
  await createCalibrator({ pool: runner.pool }).collect(task.model, task.values, streamed(dataset, Number(count)));
}
process.stdout.write(`${JSON.stringify({ peakBytes: peakMemoryBytes() })}\n`);

/** The archive's samples over and over, read again each time. */
async function* streamed(dataset: Dataset, wanted: number): AsyncGenerator<Feeds> {
  for (let left = wanted; left > 0; left -= dataset.count) {
    const some = left < dataset.count ? [...Array(left).keys()] : undefined;
    for await (const { feeds } of dataset.samples(some)) yield feeds;
  }
}
