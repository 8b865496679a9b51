import { type Diagnostic, metricKinds, pairedTimes, type Report } from '@octet/contracts';
import { gateWords, showMeasured } from '../assemble/gates.ts';
import { candidateWords, paretoFront, placed, timeUs } from '../candidates.ts';
import { counted, format } from '../format.ts';
import { visible } from '../visible.ts';
import { cpuInWords, flagsInWords, lossInWords, pressing, showMetric, speedNotMeasured, verdictWords } from '../words.ts';
import { plain } from './plain.ts';

/**
 * The report for a pull request: verdict, gates, FP32 against INT8, advice; the long lists folded away and cut short, so that it stays far
 * under the 65,536 characters that GitHub takes. Strings of the model are escaped: no markup, no mention, no link comes from them.
 */
export function renderMarkdown(report: Report): string {
  const { mark, word } = verdictWords[report.verdict];
  const blocks = [
    `### ${mark} ${word}: ${code(report.subject.model_name)} in INT8`,
    text(report.headline),
    warnings(report),
    gates(report),
    comparison(report),
    advice(report),
    folded('Layers with the least SQNR', layers(report)),
    folded('Nodes left float', fallbacks(report)),
    folded('Accuracy against latency of what the search could choose from', candidates(report)),
    folded('Data and warnings', remarks(report)),
    folded('Provenance', provenance(report)),
  ];
  return `${plain(blocks.filter((block) => block !== '').join('\n\n'))}\n`;
}

const rowLimit = 10;

/**
 * Text in which nothing is Markdown or HTML, in one pass, so that no escape is escaped again. GitHub looks for mentions and issue numbers
 * after it has resolved escapes, so these take a zero-width space behind their sign; links are found before, so an entity breaks them.
 */
const text = (raw: string): string =>
  visible(raw, 600).replace(/[\\`*_{}[\]|~$<>&@#]|:\/\/|www\./gi, (found) => {
    if (/[<>&]/.test(found)) return entity(found);
    if (/[@#]/.test(found)) return `${found}&#8203;`;
    return found.length === 1 ? `\\${found}` : unlinked(found);
  });

/** A name as code. HTML rather than backticks, which a name could close; no mention is looked for inside. */
const code = (name: string, limit = 60): string =>
  `<code>${visible(name, limit).replace(/[&<>"'@`|*_[\]\\~$#]|:\/\/|www\./gi, (found) => (found.length === 1 ? entity(found) : unlinked(found)))}</code>`;

const entity = (character: string): string => `&#${character.charCodeAt(0)};`;

/** "://" or "www." with its punctuation as an entity: no link is made of it. */
const unlinked = (start: string): string => start.replace(/[:.]/, entity);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const folded = (summary: string, content: string): string =>
  content === '' ? '' : `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;

function gates(report: Report): string {
  return table(
    ['Gate', 'Verdict', 'Measured', 'Must be', 'How'],
    report.gates.map((gate) => {
      const { title, sign, show } = gateWords[gate.gate];
      const { mark, word } = verdictWords[gate.verdict];
      const interval = gate.interval ? ` Interval: ${format.interval(gate.interval, show)}.` : '';
      return [title, `${mark} ${word}`, `**${showMeasured(gate)}**`, `${sign} ${show(gate.threshold)}`, text(gate.explanation + interval)];
    }),
  );
}

function comparison({ size, accuracy, latency, execution, provenance: made }: Report): string {
  const metric = accuracy?.metric;
  const rows = [
    ['File size', format.bytes(size.fp32_file_bytes), format.bytes(size.int8_file_bytes), `${format.ratio(size.file_ratio)} smaller`],
  ];
  if (metric) {
    const { title } = metricKinds[metric.name];
    rows.push([title, showMetric(metric.name, metric.fp32), showMetric(metric.name, metric.int8), lossInWords(metric.drop_points)]);
  }
  if (accuracy?.agreement)
    rows.push(['Same answer as FP32', '', format.share(accuracy.agreement.rate), counted(accuracy.agreement.sample_count, 'sample')]);
  if (accuracy) rows.push(['Output SQNR', '', format.decibels(accuracy.sqnr_db), '']);
  for (const run of latency?.runs ?? []) {
    rows.push([
      `Latency, ${counted(run.threads, 'thread')}, median round`,
      format.microseconds(pairedTimes(run).fp32Us),
      format.microseconds(pairedTimes(run).int8Us),
      `${format.ratio(run.speedup)} as fast`,
    ]);
  }
  if (!latency) rows.push(['Latency', '', '', text(speedNotMeasured(made))]);
  if (execution) {
    const { linear_integer_count: integer, linear_float_count: float } = execution.totals;
    rows.push(['Conv, Gemm, MatMul in integer kernels', '', `${integer} of ${integer + float}`, '']);
  }
  return table(['', 'FP32', 'INT8', ''], rows);
}

function advice(report: Report): string {
  if (report.advice.length === 0) return '';
  return ['**What to do next**', '', ...report.advice.map(({ title, because }, i) => `${i + 1}. **${text(title)}** ${text(because)}`)].join(
    '\n',
  );
}

function layers({ layers: all }: Report): string {
  const measured = all.flatMap((layer) => (typeof layer.sqnr_alone_db === 'number' ? [{ ...layer, db: layer.sqnr_alone_db }] : []));
  const worst = measured.sort((a, b) => a.db - b.db).slice(0, rowLimit);
  return table(
    ['Layer', 'Operator', 'SQNR alone', 'Cumulative'],
    worst.map(({ name, op, db, sqnr_cumulative_db }) => [code(name), text(op), format.decibels(db), format.decibels(sqnr_cumulative_db)]),
  );
}

function fallbacks({ actions }: Report): string {
  const rows = actions.fallbacks.slice(0, rowLimit).map(({ node, op, reason }) => [code(node), text(op), text(reason)]);
  const more = actions.fallbacks.length - rows.length;
  return [table(['Node', 'Operator', 'Reason'], rows), more > 0 ? `\n\n${format.count(more)} more are in report.json.` : ''].join('');
}

/** The front, and what was chosen. */
function candidates({ actions: { search } }: Report): string {
  const all = search?.candidates ?? [];
  if (all.length < 2) return '';
  const front = new Set(paretoFront(placed(all)).map(({ candidate }) => candidate));
  const shown = all.filter((candidate) => candidate.chosen || front.has(candidate)).toSorted((a, b) => timeUs(a) - timeUs(b));
  const rows = shown
    .slice(0, rowLimit)
    .map((candidate) => [
      `${candidate.chosen ? '**chosen:** ' : ''}${text(candidateWords(candidate))}`,
      `${format.microseconds(timeUs(candidate))}${candidate.measured ? '' : ', predicted'}`,
      format.decibels(candidate.sqnr_db),
      candidate.drop_points === undefined ? '' : lossInWords(candidate.drop_points),
    ]);
  const hidden = all.length - rows.length;
  const rest = hidden > 0 ? `\n\n${format.count(hidden)} more are in report.json.` : '';
  return `${table(['Layers left in float', 'Latency, 1 thread', 'SQNR', 'Metric'], rows)}${rest}`;
}

/** On the first page; the folded list has the others. */
const warnings = (report: Report): string => list(pressing(report));

const remarks = (report: Report): string =>
  list([...report.data_diagnostics, ...report.warnings.filter(({ severity }) => severity === 'info')]);

function list(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .slice(0, rowLimit)
    .map(({ severity, message, fix }) => `- **${severity}** ${text(message)}${fix === undefined ? '' : ` ${text(fix)}`}`)
    .join('\n');
}

function provenance({ provenance: made }: Report): string {
  const { target, cpu, artifact_sha256, model_sha256, recipe_sha256, versions, peak_memory_bytes, stages } = made;
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  return table(
    ['', ''],
    [
      ['Target', text(target)],
      ...(cpu ? [['CPU', text(`${cpuInWords(made)}, flags that matter: ${flagsInWords(cpu.flags)}`)]] : []),
      ['FP32 model', code(model_sha256, 64)],
      ['INT8 model', code(artifact_sha256, 64)],
      ['Recipe', code(recipe_sha256, 64)],
      [
        'Versions',
        text(
          Object.entries(versions)
            .map(([what, version]) => `${what} ${version}`)
            .join(', '),
        ),
      ],
      ['Time', format.seconds(seconds)],
      ['Peak memory', format.bytes(peak_memory_bytes)],
    ],
  );
}
