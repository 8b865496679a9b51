import type { Actions } from '@octet/contracts';
import { format } from '../../format.ts';
import { name } from '../elements.ts';
import { type Content, html, type Markup } from '../markup.ts';

/** What was done to one node, and what was refused; undefined where nothing was. */
export function doneTo(node: string, actions: Actions): Markup | undefined {
  const { fusions, rewrites, equalizations, weight_roundings = [], bias_corrections, refusals } = actions;
  const others = (nodes: readonly string[]) => nodes.filter((other) => other !== node).slice(0, 3);
  const items: readonly Content[] = [
    ...[...fusions, ...rewrites]
      .filter(({ nodes }) => nodes.includes(node))
      .map(({ rule, effect }) => html`${name(rule)}${effect !== undefined && `: ${effect}`}`),
    ...equalizations
      .filter(({ nodes }) => nodes.includes(node))
      .map(
        ({ nodes, channel_count }) =>
          html`${format.count(channel_count)} channels equalized with ${others(nodes).map((other, i) => html`${i > 0 && ', '}${name(other)}`)}`,
      ),
    ...weight_roundings
      .filter((rounding) => rounding.node === node)
      .map(
        ({ weight_count, moved_count }) =>
          `weights rounded by what the layer sees: ${format.count(moved_count)} of ${format.count(weight_count)} not to the nearest integer`,
      ),
    ...bias_corrections
      .filter((correction) => correction.node === node)
      .map(({ max_shift, kept, reason }) => {
        const judged = kept ? '' : `, not kept${reason === undefined ? '' : `: ${reason}`}`;
        return `bias corrected by ${format.number(max_shift)} at most${judged}`;
      }),
    ...refusals.filter((refusal) => refusal.node === node).map(({ rule, reason }) => html`${name(rule)} refused: ${reason}`),
  ];
  if (items.length === 0) return undefined;
  return html`<ul class="done">${items.slice(0, itemLimit).map((item) => html`<li>${item}</li>`)}</ul>`;
}

const itemLimit = 20;
