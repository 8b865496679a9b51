/** quantize-ours.ts JOB (JSON): one job of the engine in a process of its own. Prints seconds by stage and peak memory as JSON. */
import { defaultRecipe, parseRecipe } from '@octet/contracts';
import { quantize } from '@octet/engine';
import { peakMemoryBytes } from '@octet/runtime';
import type { OursJob, OursRun } from './ours.ts';

const { model, calibration, evaluation, out, recipe } = JSON.parse(process.argv[2] as string) as OursJob;
const started = performance.now();
const { report, files } = await quantize({
  model,
  calibration,
  evaluation,
  out,
  recipe: recipe === undefined ? defaultRecipe : parseRecipe(recipe),
});
const run: OursRun = {
  seconds: (performance.now() - started) / 1000,
  stages: report.provenance.stages,
  peakBytes: peakMemoryBytes(),
  artifact: files['model.int8.onnx'] as string,
  report: files['report.json'] as string,
};
process.stdout.write(`${JSON.stringify(run)}\n`);
