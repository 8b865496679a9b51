import * as Plot from '@observablehq/plot';
import { drawingDocument } from '#drawing-document';
import { type Markup, trusted } from '../html/markup.ts';
import { visible } from '../visible.ts';

/** What each kind of thing is drawn in. The page's stylesheet defines the variables, for dark and for light. */
export const colour = {
  fp32: 'var(--fp32)',
  int8: 'var(--int8)',
  chosen: 'var(--chosen)',
  muted: 'var(--muted)',
  integer: 'var(--int8)',
  float: 'var(--fp32)',
  movement: 'var(--movement)',
} as const;

/**
 * Observable Plot as inline SVG, the same on the server and in a browser: an image with a text alternative, or a group where there are links
 * in it; no style or script of its own (the page's policy allows neither), coordinates to a tenth of a pixel. Text in marks is escaped by the
 * serializer.
 */
export function draw(alternative: string, options: Plot.PlotOptions): Markup {
  const document = drawingDocument();
  const svg = Plot.plot({ marginTop: 16, marginRight: 12, ...options, document, ariaLabel: alternative });
  const links = [...svg.querySelectorAll('a')];
  // What is in an image is not there for a screen reader or the keyboard.
  svg.setAttribute('role', links.length > 0 ? 'group' : 'img');
  svg.removeAttribute('style');
  for (const style of svg.querySelectorAll('style')) style.remove();
  for (const link of links) plain(link);
  svg.setAttribute('aria-label', visible(alternative, textLimit));
  for (const element of svg.querySelectorAll('*')) tidy(element);
  for (const element of svg.querySelectorAll('title, text, tspan')) show(element);
  return trusted(svg.outerHTML);
}

const textLimit = 300;

// Here and not in each chart, so that no chart can forget it: marks carry names of the model.
function show(element: { readonly children: { readonly length: number }; textContent: string | null }): void {
  if (element.children.length === 0) element.textContent = visible(element.textContent ?? '', textLimit);
}

/** `href` without the namespace that browsers give it; a bar's link is for the mouse, its name beside it is the one to be tabbed to. */
function plain(link: Attributed & { querySelector(name: string): unknown }): void {
  const target = link.getAttribute('href') ?? link.getAttribute('xlink:href') ?? '';
  for (const name of ['href', 'xlink:href']) link.removeAttribute(name);
  link.setAttribute('href', target);
  if (link.querySelector('text') !== null) return;
  link.setAttribute('tabindex', '-1');
  link.setAttribute('aria-hidden', 'true');
}

/** 0, 500, 1.5k, 20M: counts at an axis. */
export const tickCount = (value: number): string => {
  const [size, unit] = value >= 1e6 ? [1e6, 'M'] : value >= 1e3 ? [1e3, 'k'] : [1, ''];
  return `${Number((value / size).toPrecision(3))}${unit}`;
};

const geometry = ['d', 'transform', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'dx', 'width', 'height', 'cx', 'cy', 'r'];

/** The part of the DOM that is needed here; its types are not loaded on the server. */
interface Attributed {
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
}

function tidy(element: Attributed): void {
  element.removeAttribute('style');
  // A name for a part of the drawing is for people who read its source; to a screen reader it says nothing.
  const part = element.getAttribute('aria-label');
  element.removeAttribute('aria-label');
  if (part !== null && /(?:tick label|axis label|grid)$/.test(part)) element.setAttribute('class', 'axis');
  for (const name of geometry) {
    const value = element.getAttribute(name);
    if (value !== null)
      element.setAttribute(
        name,
        value.replace(/-?\d+\.\d{2,}(e-?\d+)?/g, (n) => String(Math.round(Number(n) * 10) / 10)),
      );
  }
}
