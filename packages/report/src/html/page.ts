import { createHash } from 'node:crypto';
import type { Report } from '@octet/contracts';
import { visible } from '../visible.ts';
import { verdictWords } from '../words.ts';
import { html, type Markup, trusted } from './markup.ts';
import { accuracySection } from './sections/accuracy.ts';
import { actionsSection } from './sections/actions.ts';
import { activationsSection } from './sections/activations.ts';
import { executionSection } from './sections/execution.ts';
import { latencySection } from './sections/latency.ts';
import { layersSection } from './sections/layers.ts';
import { provenanceSection } from './sections/provenance.ts';
import { remarksSection } from './sections/remarks.ts';
import { sizeSection } from './sections/size.ts';
import { subjectFacts, verdictSection } from './sections/verdict.ts';
import { weightsSection } from './sections/weights.ts';
import { style } from './style.ts';

/** Nothing is allowed but this page's own stylesheet: no script, no request, no frame, no form. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;

const chapters = [
  ['size', 'Size', sizeSection],
  ['accuracy', 'Accuracy', accuracySection],
  ['latency', 'Latency', latencySection],
  ['execution', 'Integer execution', executionSection],
  ['layers', 'Layers', layersSection],
  ['weights', 'Weights', weightsSection],
  ['activations', 'Activations', activationsSection],
  ['actions', 'What was done', actionsSection],
  ['remarks', 'Data and warnings', remarksSection],
  ['provenance', 'Provenance', provenanceSection],
] as const satisfies readonly (readonly [id: string, title: string, section: (report: Report) => Markup])[];

/** The report as one self-contained HTML file: charts are inline SVG, each with its numbers as a table; it makes no request and runs no script. */
export function renderHtml(report: Report): string {
  const title = `${verdictWords[report.verdict].word}: ${visible(report.subject.model_name, 60)}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<div class="page">
<header><h1>${visible(report.subject.model_name, 60)} in INT8</h1>${subjectFacts(report)}</header>
<main>
${verdictSection(report)}
<nav aria-label="Contents"><ul>${chapters.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
${chapters.map(([, , section]) => section(report))}
</main>
<footer>Octet ${report.provenance.versions['octet']}. Every figure is in report.json, schema ${report.schema}.</footer>
</div>
</body>
</html>
`;
  return page.text;
}
