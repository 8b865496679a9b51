/**
 * `npm run demo`: MiniCNN on CIFAR-10 through the whole engine, with the figures as a table, or as one JSON object (`npm run -s demo -- --json`).
 * Words for people go to stderr, the result to stdout.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError, parseRecipeText, problemOf, type Recipe } from '@octet/contracts';
import { type DemoArguments, demoUsage, parseDemoArguments } from './demo/arguments.ts';
import { cifar10Archives } from './demo/cifar10-archives.ts';
import { demoService } from './demo/demo-service.ts';
import { summarize } from './demo/summary.ts';
import { summaryTable } from './demo/summary-table.ts';
import { throughTheService } from './demo/through-the-service.ts';

const model = join(import.meta.dirname, '../examples/minicnn/minicnn.onnx');
const usageExitCode = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  let args: DemoArguments | 'help';
  try {
    // npm runs scripts in the root of the repository; paths are relative to the user's folder.
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
      process.stderr.write('octet: stopped; no partial files remain\n');
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

  const recipe = args.recipe === undefined ? {} : await readRecipe(args.recipe);
  const archives = await cifar10Archives({ signal, say });
  say('starting the service, with a PostgreSQL of its own');
  await using service = await demoService(say);
  say(`the service listens at ${service.url}; its dashboard, while this runs: ${service.url}/#key=${service.key}`);
  const run = await throughTheService(service, { model, ...archives, recipe, out: args.out, signal, say });

  const summary = summarize(run, { seconds: seconds(), reportPath: join(args.out, 'report.html') });
  if (args.json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  process.stdout.write(`\n${run.report.headline}\n\n${summaryTable(summary)}\n\n${whereThingsAre(args.out)}`);
}

function whereThingsAre(out: string): string {
  return [
    `Report:   ${join(out, 'report.html')}`,
    `Artifact: ${join(out, 'model.int8.onnx')}`,
    `Evidence: ${join(out, 'evidence.json')}   (npm run -s octet -- verify ${out})`,
    'The same service for models of your own: npm start',
    '',
  ].join('\n');
}

async function readRecipe(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new ProblemError('recipe/invalid', `Cannot read the recipe ${path}: ${cause.message}.`, { where: path, cause });
  });
  return parseRecipeText(text);
}
