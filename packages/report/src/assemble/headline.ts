import { type GateRecord, type MetricName, metricKinds, type ReportParts, type Verdict } from '@octet/contracts';
import { counted, format } from '../format.ts';
import { gateWords } from './gates.ts';
import { slowestRun, slownessOf } from './slowest-run.ts';

/** One to three sentences: that INT8 is slow, if it is; how the gates went; what was measured. */
export function headlineOf(parts: ReportParts, verdict: Verdict, gates: readonly GateRecord[]): string {
  return [departure(parts), slowness(parts), gatesInWords[verdict](gates), figures(parts)].filter((sentence) => sentence !== '').join(' ');
}

/** What the artifact is, where it is not what one expects. */
function departure({ subject: { outcome, outcome_reason } }: ReportParts): string {
  if (outcome === 'quantized') return '';
  const what = outcome === 'untouched' ? 'The model is unchanged' : 'The artifact computes in float, only its weights are stored as int8';
  return `${what}${outcome_reason === undefined ? '' : `: ${outcome_reason.replace(/\.$/, '')}`}.`;
}

function slowness({ latency, subject }: ReportParts): string {
  if (subject.outcome !== 'quantized') return '';
  const kind = slownessOf(latency);
  const run = latency && slowestRun(latency);
  if (!kind || !run) return '';
  const at = `${format.ratio(run.speedup)} at ${counted(run.threads, 'thread')}`;
  return kind === 'slower' ? `INT8 is slower than FP32 on this CPU: ${at}.` : `INT8 is not measurably faster than FP32 on this CPU: ${at}.`;
}

const titles = (gates: readonly GateRecord[], verdict: Verdict): string =>
  gates
    .filter((gate) => gate.verdict === verdict)
    .map(({ gate }) => gateWords[gate].title.toLowerCase().replace('sqnr', 'SQNR'))
    .join(', ');

const gatesInWords = {
  pass: (gates) => (gates.length === 0 ? 'No gates were set.' : `All ${counted(gates.length, 'gate')} passed.`),
  fail: (gates) =>
    `${counted(gates.filter(({ verdict }) => verdict === 'fail').length, 'gate')} of ${gates.length} failed: ${titles(gates, 'fail')}.`,
  not_evaluated: (gates) => `No gate failed, but not all could be evaluated: ${titles(gates, 'not_evaluated')}.`,
} satisfies Record<Verdict, (gates: readonly GateRecord[]) => string>;

function figures({ size, accuracy, latency, subject }: ReportParts): string {
  if (subject.outcome === 'untouched') return '';
  const run = latency && slowestRun(latency);
  const said = [
    `${format.ratio(size.fp32_file_bytes / size.int8_file_bytes)} smaller`,
    run && run.speedup >= 1 && subject.outcome === 'quantized'
      ? `${format.ratio(run.speedup)} faster at ${counted(run.threads, 'thread')}`
      : '',
    accuracy?.metric ? lossInWords(accuracy.metric) : '',
  ].filter((figure) => figure !== '');
  const listed = said.length < 2 ? said.join() : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`;
  return `${subject.outcome === 'quantized' ? 'INT8' : 'It'} is ${listed}${accuracy ? `, at ${format.decibels(accuracy.sqnr_db)} output SQNR` : ''}.`;
}

function lossInWords({ name, drop_points }: { readonly name: MetricName; readonly drop_points: number }): string {
  const title = metricKinds[name].title.replace(/^(?!PSNR)./, (first) => first.toLowerCase());
  const points = format.points(Math.abs(drop_points));
  if (points === format.points(0)) return `as good in ${title}`;
  return `${points} ${drop_points < 0 ? 'better' : 'worse'} in ${title}`;
}
