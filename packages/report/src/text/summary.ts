import { metricKinds, pairedTimes, type Report } from '@octet/contracts';
import { gateWords, showMeasured } from '../assemble/gates.ts';
import { counted, format } from '../format.ts';
import { lossInWords, pressing, showMetric, speedNotMeasured, verdictWords } from '../words.ts';
import { plain, plainName } from './plain.ts';

type Row = readonly [what: string, fp32: string, int8: string, change: string];

/**
 * The report for a terminal: the verdict, one table FP32 against INT8, the gates, what to do next. Plain text, no colours and no
 * control characters, whatever the model calls its nodes. Ends in a newline.
 */
export function renderSummaryTable(report: Report): string {
  const lines = [
    `${verdictWords[report.verdict].word.toUpperCase()}  ${plainName(report.subject.model_name, 60)}`,
    plainName(report.headline, 600),
    ...pressing(report).map(remarkLine),
    '',
    ...aligned([['', 'FP32', 'INT8', ''], ...measurements(report)], [1, 2]),
    '',
    ...aligned(report.gates.map(gateRow), [2]),
    ...adviceLines(report),
  ];
  return `${lines.map((line) => plain(line).trimEnd()).join('\n')}\n`;
}

function measurements({ size, accuracy, latency, execution, provenance }: Report): readonly Row[] {
  const metric = accuracy?.metric;
  return [
    ['File size', format.bytes(size.fp32_file_bytes), format.bytes(size.int8_file_bytes), `${format.ratio(size.file_ratio)} smaller`],
    ...(metric
      ? [
          [
            metricKinds[metric.name].title,
            showMetric(metric.name, metric.fp32),
            showMetric(metric.name, metric.int8),
            lossInWords(metric.drop_points),
          ] as const,
        ]
      : []),
    ...(accuracy?.agreement
      ? [['Same answer as FP32', '', format.share(accuracy.agreement.rate), counted(accuracy.agreement.sample_count, 'sample')] as const]
      : []),
    ...(accuracy ? [['Output SQNR', '', format.decibels(accuracy.sqnr_db), ''] as const] : []),
    ...(latency?.runs ?? []).map(
      (run) =>
        [
          `Latency, ${counted(run.threads, 'thread')}`,
          format.microseconds(pairedTimes(run).fp32Us),
          format.microseconds(pairedTimes(run).int8Us),
          `${format.ratio(run.speedup)} as fast`,
        ] as const,
    ),
    ...(latency ? [] : [['Latency', '', '', plainName(speedNotMeasured(provenance), 80)] as const]),
    ...(execution
      ? [
          [
            'Integer kernels',
            '',
            `${execution.totals.linear_integer_count} of ${execution.totals.linear_integer_count + execution.totals.linear_float_count}`,
            'Conv, Gemm, MatMul',
          ] as const,
        ]
      : []),
  ];
}

function remarkLine({ severity, message, fix }: Report['warnings'][number]): string {
  return `${severity.toUpperCase()}  ${plainName(message, 600)}${fix === undefined ? '' : ` ${plainName(fix, 600)}`}`;
}

function gateRow(gate: Report['gates'][number]): readonly string[] {
  const { title, sign, show } = gateWords[gate.gate];
  return [verdictWords[gate.verdict].word.toLowerCase(), title, showMeasured(gate), `${sign} ${show(gate.threshold)}`];
}

function adviceLines({ advice }: Report): readonly string[] {
  if (advice.length === 0) return [];
  return [
    '',
    'What to do next',
    ...advice.map(({ title, because }, i) => `  ${i + 1}. ${plainName(title, 600)} ${plainName(because, 600)}`),
  ];
}

/** Columns of equal width, those of figures to the right. */
function aligned(rows: readonly (readonly string[])[], right: readonly number[]): readonly string[] {
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => [...(row[column] ?? '')].length)));
  const pad = (cell: string, column: number) =>
    right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join('  ')}`);
}
