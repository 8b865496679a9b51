import { resolve } from 'node:path';
import { defaultRecipe, pairedTimes, type Report } from '@octet/contracts';
import { quantize, renderSummaryTable, summaryOf } from '@octet/engine';
import { exitCodeOfVerdict } from '../exit-code.ts';
import type { Progress } from '../progress/progress.ts';
import { readRecipe } from '../read-recipe.ts';

export interface QuantizeArguments {
  readonly calibration: string;
  readonly evaluation?: string;
  readonly recipe?: string;
  readonly out: string;
  readonly workers?: number;
  readonly json?: boolean;
}

export interface CommandContext {
  /** Where relative paths start: the user's folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Words for people. */
  readonly out: (text: string) => void;
  /** The one object of --json. */
  readonly json: (value: unknown) => void;
}

/** `octet quantize`: answers the exit code. */
export async function quantizeCommand(model: string, args: QuantizeArguments, context: CommandContext): Promise<number> {
  const startedAt = performance.now();
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
  context.progress.end('done');
  const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(1));
  if (args.json === true) context.json({ ...resultOf(report), seconds, report: files['report.html'], files });
  else context.out(`${renderSummaryTable(report)}${notEvaluated(report)}\n${Object.values(files).join('\n')}\n`);
  return exitCodeOfVerdict[report.verdict];
}

/** What `--json` prints, with the figures of the demo under their names; the whole of it is in report.json. */
function resultOf(report: Report) {
  const { verdict, headline, gates, subject, accuracy, latency, provenance } = report;
  return {
    verdict,
    headline,
    gates,
    outcome: subject.outcome,
    ...(subject.outcome_reason === undefined ? {} : { outcome_reason: subject.outcome_reason }),
    ...summaryOf(report),
    cosine: accuracy?.cosine ?? null,
    latency: (latency?.runs ?? []).map((run) => ({
      threads: run.threads,
      fp32_ms: pairedTimes(run).fp32Us / 1000,
      int8_ms: pairedTimes(run).int8Us / 1000,
      speedup: run.speedup,
      ...(run.speedup_interval === undefined ? {} : { speedup_interval: run.speedup_interval }),
    })),
    artifact_sha256: provenance.artifact_sha256,
  };
}

function notEvaluated({ gates }: Report): string {
  const open = gates.filter(({ verdict }) => verdict === 'not_evaluated').map(({ gate }) => gate);
  if (open.length === 0) return '';
  return `\nNot evaluated, and so neither passed nor failed (the exit code tells of failed gates only): ${open.join(', ')}.\n`;
}
