/**
 * `npm run demo:theory [-- --images N] [--json]`: what quantization theory says, measured on MiniCNN and CIFAR-10. The sentences follow from
 * the figures. Words about progress go to stderr.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cifar10Archives } from './demo/cifar10-archives.ts';
import type { Lesson } from './theory/lesson.ts';
import { lessons } from './theory/lessons.ts';
import { drawPlot, weightPlots } from './theory/weight-plots.ts';
import { Workbench } from './theory/workbench.ts';

const usage = `Usage: npm run demo:theory -- [--images N] [--json]

Shows on MiniCNN and CIFAR-10 what per-channel scales, observers and calibration data are worth.

  --images N  evaluation images (default: 4000; at most 10000)
  --json      print one JSON object (use: npm run -s demo:theory -- --json)
`;

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '4000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) process.stdout.write(usage);
else await main(Number(values.images), values.json);

async function main(images: number, json: boolean): Promise<void> {
  const say = (line: string): boolean => process.stderr.write(`${line}\n`);
  const model = join(import.meta.dirname, '../examples/minicnn/minicnn.onnx');
  await using bench = await Workbench.open({ model, ...(await cifar10Archives({ say })) }, images);
  const told: Lesson[] = [];
  if (!json) process.stdout.write(`MiniCNN, FP32 top-1 ${bench.fp32Top1.toFixed(2)} % on ${bench.evaluatedCount} CIFAR-10 test images.\n`);
  for await (const lesson of lessons(bench)) {
    told.push(lesson);
    if (!json) process.stdout.write(`\n${lessonText(lesson)}\n`);
  }
  const plots = weightPlots(await bench.quantized({ samples: bench.images.slice(0, 32), observer: 'min-max' }));
  if (json)
    process.stdout.write(`${JSON.stringify({ fp32_top1: bench.fp32Top1, images: bench.evaluatedCount, lessons: told, weights: plots })}\n`);
  else process.stdout.write(`\nWeights before and after\n\n${plots.map(drawPlot).join('\n\n')}\n`);
}

function lessonText({ title, trials, meaning }: Lesson): string {
  const width = Math.max(...trials.map((t) => t.name.length));
  const cells = (name: string, ...numbers: string[]) => `  ${name.padEnd(width)}  ${numbers.map((n) => n.padStart(9)).join('  ')}`;
  const rows = trials.map((t) => cells(t.name, t.top1.toFixed(2), t.drop.toFixed(2), t.agreement.toFixed(2), t.sqnrDb.toFixed(2)));
  return [title, cells('', 'top-1 %', 'drop', 'agree %', 'SQNR dB'), ...rows, `  ${meaning}`].join('\n');
}
