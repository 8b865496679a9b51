import { metricKinds, pairedTimes, type Report, type Verdict } from '@octet/contracts';
import { gateWords, showMeasured } from '../../assemble/gates.ts';
import { slowestRun } from '../../assemble/slowest-run.ts';
import { counted, format } from '../../format.ts';
import { cpuInWords, kernelsNotCounted, lossInWords, pressing, showMetric, speedNotMeasured, verdictWords } from '../../words.ts';
import { facts, fold, lines, name, table } from '../elements.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { remarkList } from './remarks.ts';

export function badge(verdict: Verdict): Markup {
  const { mark, word } = verdictWords[verdict];
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${mark}</span> ${word}</span>`;
}

/** The first screen: the verdict, what it rests on, and what to do about it. */
export function verdictSection(report: Report): Markup {
  return html`<section id="verdict" aria-label="Verdict" class="verdict ${report.verdict}">
${badge(report.verdict)}<p class="headline">${report.headline}</p>
${remarkList(pressing(report))}
${keyFigures(report)}
${adviceList(report)}
${gatesTable(report)}
</section>`;
}

function keyFigures({ size, accuracy, latency, execution, provenance }: Report): Markup {
  const run = latency && slowestRun(latency);
  const metric = accuracy?.metric;
  const card = (label: string, value: Content, below: Content) =>
    html`<div class="card"><dt>${label}</dt><dd><strong>${value}</strong><span>${below}</span></dd></div>`;
  return html`<dl class="cards">
${card('Size', `${format.ratio(size.file_ratio)} smaller`, `${format.bytes(size.fp32_file_bytes)} → ${format.bytes(size.int8_file_bytes)}`)}
${run ? card('Speed', `${format.ratio(run.speedup)}`, `${format.microseconds(pairedTimes(run).fp32Us)} → ${format.microseconds(pairedTimes(run).int8Us)}, ${counted(run.threads, 'thread')}`) : card('Speed', 'not measured', speedNotMeasured(provenance))}
${metric ? card(metricKinds[metric.name].title, lossInWords(metric.drop_points), `${showMetric(metric.name, metric.fp32)} → ${showMetric(metric.name, metric.int8)}`) : card('Accuracy', 'not measured', accuracy ? 'the samples have no labels' : 'no evaluation samples')}
${accuracy ? card('Output SQNR', format.decibels(accuracy.sqnr_db), accuracy.agreement ? `${format.share(accuracy.agreement.rate)} same answers` : `cosine ${format.number(accuracy.cosine)}`) : card('Output SQNR', 'not measured', '')}
${execution ? card('Integer kernels', `${execution.totals.linear_integer_count} of ${execution.totals.linear_integer_count + execution.totals.linear_float_count}`, 'Conv, Gemm and MatMul nodes') : card('Integer kernels', 'not measured', kernelsNotCounted(provenance))}
</dl>`;
}

function gatesTable({ gates }: Report): Markup {
  if (gates.length === 0) return html`<h2>Gates</h2><p>The recipe sets no gates.</p>`;
  const rows = table('Gates', gates, [
    {
      head: 'Gate',
      wide: true,
      cell: ({ gate, explanation, interval }) =>
        html`<strong>${gateWords[gate].title}</strong><br><span class="note">${explanation}${interval && ` Interval: ${format.interval(interval, gateWords[gate].show)}.`}</span>`,
    },
    { head: 'Verdict', cell: ({ verdict }) => badge(verdict) },
    { head: 'Measured', numeric: true, cell: showMeasured },
    { head: 'Must be', numeric: true, cell: ({ gate, threshold }) => `${gateWords[gate].sign} ${gateWords[gate].show(threshold)}` },
  ]);
  return html`<h2>Gates</h2>${rows}`;
}

function adviceList({ advice, verdict }: Report): Markup {
  if (advice.length === 0)
    return html`<h2>What to do next</h2><p>${verdict === 'pass' ? 'Nothing: ship it.' : 'Nothing that the measurements suggest.'}</p>`;
  const items = advice.map(
    ({ title, because, recipe }) =>
      html`<li><strong>${title}</strong> ${because}${recipe !== undefined && fold('In the recipe', html`<pre>${lines(JSON.stringify(recipe, null, 2))}</pre>`)}</li>`,
  );
  return html`<h2>What to do next</h2><ol class="advice">${items}</ol>`;
}

/** Name of the model, what became of it, in one line of facts. */
export function subjectFacts({ subject, provenance }: Report): Markup {
  const cpu = cpuInWords(provenance);
  return facts(
    ['FP32 model', name(subject.model_name)],
    ['INT8 model', name(subject.artifact_name)],
    ['Target', provenance.target],
    cpu === undefined ? undefined : ['CPU', cpu],
    subject.parameter_count === undefined ? undefined : ['Parameters', format.count(subject.parameter_count)],
    subject.opset === undefined ? undefined : ['Opset', subject.opset],
  );
}
