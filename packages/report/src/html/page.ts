import { createHash } from 'node:crypto';
import type { Report } from '@octet/contracts';
import { visible } from '../visible.ts';
import { verdictWords } from '../words.ts';
import { reportBody } from './body.ts';
import { html, trusted } from './markup.ts';
import { subjectFacts } from './sections/verdict.ts';
import { style } from './style.ts';

/** The report as one self-contained HTML file: charts are inline SVG, each with its numbers as a table; it makes no request and runs no script. */
export function renderHtml(report: Report): string {
  const title = `${verdictWords[report.verdict].word}: ${visible(report.subject.model_name, 60)}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<div class="report page">
<header><h1>${visible(report.subject.model_name, 60)} in INT8</h1>${subjectFacts(report)}</header>
<main>
${reportBody(report)}
</main>
<footer>Octet ${report.provenance.versions['octet']}. Every figure is in report.json, schema ${report.schema}.</footer>
</div>
</body>
</html>
`;
  return page.text;
}

/** Nothing is allowed but this page's own stylesheet: no script, no request, no frame, no form. */
const policy = (): string =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
