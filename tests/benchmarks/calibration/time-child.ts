/** time-child.ts MODEL ARCHIVE COUNT RUNS: seconds that calibration takes with COUNT samples less seconds with one, of each run, as JSON. */
import { createRunner } from '@octet/runtime';
import { calibrationSeconds } from './calibration-task.ts';
import { realSamples } from './real-samples.ts';
import { taskOf } from './task-of.ts';

const [model, archive, count, runs] = process.argv.slice(2) as [string, string, string, string];
const { inputs, task } = await taskOf(model, archive);
const samples = await realSamples(archive, inputs, Number(count)); // in memory, so that reading files is not timed
const seconds: number[] = [];
{
  await using runner = await createRunner();
  await calibrationSeconds(task, runner, samples); // the first run warms up
  for (let run = 0; run < Number(runs); run++) {
    const all = await calibrationSeconds(task, runner, samples);
    seconds.push(all - (await calibrationSeconds(task, runner, samples.slice(0, 1))));
  }
}
process.stdout.write(`${JSON.stringify({ seconds })}\n`);
