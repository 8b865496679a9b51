import { visible } from '../visible.ts';

/** A piece of HTML that is known to be safe: made by `html`, or by `trusted` from our own constants. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | undefined | false | readonly Content[];

/**
 * HTML with every interpolated string written out by `visible` and escaped, in text and in quoted attributes alike; markup and lists of it
 * go in as they are. The one way to make HTML from a report, so that no name in a model can become a tag.
 */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(strings.reduce((made, string, i) => made + string + (i < contents.length ? render(contents[i]) : ''), ''));
}

/** For constants of this package and for SVG that linkedom has serialized. Never for a string of a report. */
export const trusted = (text: string): Markup => new Markup(text);

// A sentence with several names in it; names alone are cut shorter before they come here.
const textLimit = 600;

function render(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(render).join('');
  return escapeHtml(visible(String(content), textLimit));
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] ?? c);
