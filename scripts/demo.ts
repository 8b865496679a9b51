/**
 * `npm run demo`: MiniCNN on CIFAR-10 through the whole engine, with the figures as a table, or as one JSON object (`npm run -s demo -- --json`).
 * Words for people go to stderr, the result to stdout.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobLines } from '@octet/cli';
import { defaultRecipe, ProblemError, parseRecipeText, problemOf, type Recipe } from '@octet/contracts';
import { quantize } from '@octet/engine';
import { type DemoArguments, demoUsage, parseDemoArguments } from './demo/arguments.ts';
import { cifar10Archives } from './demo/cifar10-archives.ts';
import { summarize } from './demo/summary.ts';
import { summaryTable } from './demo/summary-table.ts';

const model = join(import.meta.dirname, '../examples/minicnn/minicnn.onnx');
const usageExitCode = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  let args: DemoArguments | 'help';
  try {
    // npm runs scripts in the root of the repository; the paths given are meant from where the user stands.
    args = parseDemoArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  } catch (error) {
    process.stderr.write(`octet: ${(error as Error).message}\n\n${demoUsage}`);
    return usageExitCode;
  }
  if (args === 'help') {
    process.stdout.write(demoUsage);
    return 0;
  }
  const stop = new AbortController();
  const stopFor = new Map<NodeJS.Signals, number>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]);
  let stoppedWith: number | undefined;
  for (const [signal, exitCode] of stopFor) {
    process.once(signal, () => {
      stoppedWith = exitCode;
      stop.abort();
    });
  }
  try {
    await demo(args, stop.signal);
    return 0;
  } catch (error) {
    if (stoppedWith !== undefined) {
      process.stderr.write('octet: stopped; nothing was left half-written\n');
      return stoppedWith;
    }
    const { code, detail, fix } = problemOf(error);
    process.stderr.write(code === 'internal' ? `octet: ${(error as Error).stack}\n` : `octet: ${detail}\n       ${fix} [${code}]\n`);
    return 1;
  }
}

async function demo(args: DemoArguments, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const say = (line: string): boolean => process.stderr.write(`${seconds().toFixed(1).padStart(6)} s  ${line}\n`);

  const recipe = args.recipe === undefined ? defaultRecipe : await readRecipe(args.recipe);
  const { calibration, evaluation } = await cifar10Archives({ signal, say });
  const { report, files } = await quantize({ model, calibration, evaluation, recipe, out: args.out, signal, onEvent: jobLines(say) });

  const reportPath = join(args.out, 'report.html');
  const summary = summarize(report, { seconds: seconds(), reportPath });
  if (args.json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  process.stdout.write(
    `\n${report.headline}\n\n${summaryTable(summary)}\n\nReport:   ${reportPath}\nArtifact: ${files['model.int8.onnx']}\n`,
  );
}

async function readRecipe(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new ProblemError('recipe/invalid', `Cannot read the recipe ${path}: ${cause.message}.`, { where: path, cause });
  });
  return parseRecipeText(text);
}
