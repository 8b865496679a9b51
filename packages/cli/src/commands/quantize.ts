import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defaultRecipe, ProblemError, parseRecipeText, type Recipe, type Report } from '@octet/contracts';
import { quantize, renderSummaryTable } from '@octet/engine';
import { exitCodeOfVerdict } from '../exit-code.ts';
import type { Progress } from '../progress/progress.ts';

export interface QuantizeArguments {
  readonly calibration: string;
  readonly evaluation?: string;
  readonly recipe?: string;
  readonly out: string;
  readonly workers?: number;
  readonly json?: boolean;
}

export interface CommandContext {
  /** Where relative paths start: where the user stands. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly out: (text: string) => void;
}

/** `octet quantize`: answers the exit code. */
export async function quantizeCommand(model: string, args: QuantizeArguments, context: CommandContext): Promise<number> {
  const path = (p: string) => resolve(context.folder, p);
  const recipe = args.recipe === undefined ? defaultRecipe : await readRecipe(path(args.recipe));
  const { report, files } = await quantize({
    model: path(model),
    calibration: path(args.calibration),
    ...(args.evaluation === undefined ? {} : { evaluation: path(args.evaluation) }),
    recipe,
    out: path(args.out),
    ...(args.workers === undefined ? {} : { workers: args.workers }),
    signal: context.signal,
    onEvent: (event) => context.progress.onEvent(event),
  });
  context.progress.end();
  if (args.json === true) context.out(`${JSON.stringify(summaryOf(report, files))}\n`);
  else context.out(`${renderSummaryTable(report)}\n${Object.values(files).join('\n')}\n`);
  return exitCodeOfVerdict[report.verdict];
}

/** What `--json` prints; the whole of it is in report.json. */
function summaryOf(report: Report, files: Readonly<Record<string, string>>) {
  const { verdict, headline, gates, subject, size, accuracy, latency, execution, provenance } = report;
  return {
    verdict,
    headline,
    gates,
    outcome: subject.outcome,
    size: { fp32_bytes: size.fp32_file_bytes, int8_bytes: size.int8_file_bytes, ratio: size.file_ratio },
    accuracy: accuracy && {
      metric: accuracy.metric,
      agreement: accuracy.agreement?.rate,
      sqnr_db: accuracy.sqnr_db,
      cosine: accuracy.cosine,
    },
    latency: latency?.runs.map((r) => ({ threads: r.threads, fp32_us: r.fp32.p50_us, int8_us: r.int8.p50_us, speedup: r.speedup })),
    integer_kernels: execution && { integer: execution.totals.linear_integer_count, float: execution.totals.linear_float_count },
    artifact_sha256: provenance.artifact_sha256,
    files,
  };
}

async function readRecipe(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ProblemError(
      'usage',
      `The recipe ${path} cannot be read: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.message}.`,
      {
        where: path,
        cause,
      },
    );
  });
  return parseRecipeText(text);
}
