import type { Diagnostic, Report } from '@octet/contracts';
import { format } from '../../format.ts';
import { name, section } from '../elements.ts';
import { html, type Markup } from '../markup.ts';

/** Remarks on the data, then those of the stages. */
export function remarksSection({ data_diagnostics, warnings }: Report): Markup {
  return section('remarks', {
    title: 'Data and warnings',
    content: html`<h3>Calibration and evaluation data</h3>${remarks(data_diagnostics, 'The samples were checked; nothing unusual was found.')}
<h3>Stages</h3>${remarks(warnings, 'No warnings.')}`,
  });
}

const remarks = (diagnostics: readonly Diagnostic[], none: string): Markup => remarkList(diagnostics) ?? html`<p>${none}</p>`;

/** Undefined where there are none. */
export function remarkList(diagnostics: readonly Diagnostic[]): Markup | undefined {
  return diagnostics.length === 0 ? undefined : html`<ul class="remarks">${diagnostics.map(remark)}</ul>`;
}

function remark({ code, severity, message, fix, evidence }: Diagnostic): Markup {
  const numbers = Object.entries(evidence ?? {}).map(([key, value]) => html`${key.replaceAll('_', ' ')} ${format.number(value)}`);
  return html`<li class="${severity}"><span class="badge ${severity}">${severity}</span> ${message} ${fix !== undefined && html`<strong>${fix}</strong> `}<span class="note">${name(code)}${numbers.map((number) => html` · ${number}`)}</span></li>`;
}
