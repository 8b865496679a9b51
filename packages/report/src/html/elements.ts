import { visible } from '../visible.ts';
import { type Content, html, type Markup } from './markup.ts';

/** A name from the model: set in code, isolated from the direction of the text around, cut at 64 characters. */
export const name = (text: string): Markup => html`<code>${visible(text, 64)}</code>`;

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Content;
  /** Right-aligned, tabular figures. */
  readonly numeric?: boolean;
  /** Holds sentences: not squeezed on a narrow page. */
  readonly wide?: boolean;
}

/** A table with a caption for screen readers, in a box that scrolls sideways where the page is narrow. */
export function table<Row>(caption: string, rows: readonly Row[], columns: readonly Column<Row>[]): Markup {
  const head = columns.map((column) => html`<th scope="col"${classOf(column)}>${column.head}</th>`);
  const body = rows.map((row) => html`<tr>${columns.map((column) => html`<td${classOf(column)}>${column.cell(row)}</td>`)}</tr>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const classOf = ({ numeric, wide }: { readonly numeric?: boolean; readonly wide?: boolean }): Content =>
  (numeric && html` class="n"`) || (wide && html` class="w"`);

/** A name that leads to where the thing is described, if anywhere. */
export const linked = (text: string, anchor: string | undefined): Markup =>
  anchor === undefined ? name(text) : html`<a href="#${anchor}">${name(text)}</a>`;

/** Closed until asked for. */
export const fold = (summary: string, content: Content): Markup => html`<details><summary>${summary}</summary>${content}</details>`;

/** A chart, the same numbers as a table behind it, and what to see in it. A chart without its table is not offered. */
export function figure(
  title: Content,
  parts: { readonly chart: Markup; readonly table: Markup; readonly note?: Content; readonly tall?: boolean },
): Markup {
  const { chart, table: numbers, note, tall } = parts;
  return html`<figure><figcaption>${title}</figcaption><div class="chart${tall ? ' tall' : ''}"${tall ? scrollable : ''}>${chart}</div>${note && html`<p class="note">${note}</p>`}${fold('Numbers', numbers)}</figure>`;
}

const scrollable = html` tabindex="0"`;

export const legend = (...items: readonly (readonly [swatch: string, label: string])[]): Markup =>
  html`<ul class="legend">${items.map(([swatch, label]) => html`<li><span class="swatch ${swatch}"></span>${label}</li>`)}</ul>`;

export function section(id: string, parts: { readonly title: string; readonly lead?: Content; readonly content: Content }): Markup {
  const { title, lead, content } = parts;
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${lead && html`<p class="lead">${lead}</p>`}${content}</section>`;
}

/** Term and value pairs. */
export const facts = (...pairs: readonly (readonly [term: string, value: Content] | undefined)[]): Markup =>
  html`<dl class="facts">${pairs.map((pair) => pair && html`<div><dt>${pair[0]}</dt><dd>${pair[1]}</dd></div>`)}</dl>`;

/** Text of several lines, for <pre>. Line by line, since a line feed inside a string is written out as a hidden character of a name. */
export const lines = (text: string): readonly Markup[] => text.split('\n').map((line) => html`${line}\n`);
