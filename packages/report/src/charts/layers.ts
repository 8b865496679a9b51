import * as Plot from '@observablehq/plot';
import { decibelsAsNumber, type Layer } from '@octet/contracts';
import { format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { visible } from '../visible.ts';
import { colour, draw } from './draw.ts';

/**
 * A row a layer, in the order given: a bar for the SQNR with only this layer quantized, a dot for that of all layers up to it. Names and bars lead
 * to where `anchorOf` says that the layer is described.
 */
export function layersChart(layers: readonly Layer[], anchorOf: (layer: Layer) => string | undefined): Markup {
  const finite = layers.flatMap((layer) => [layer.sqnr_alone_db, layer.sqnr_cumulative_db]).filter((db) => typeof db === 'number');
  const most = Math.max(10, ...finite.filter(Number.isFinite));
  // Exact layers have no length of their own: they reach the edge, and their title says so.
  const drawn = (db: Layer['sqnr_alone_db']) => (db === undefined ? Number.NaN : Math.min(most, Math.max(0, decibelsAsNumber(db))));
  const rows = layers.map((layer, i) => ({
    row: i,
    placement: layer.placement === 'float' ? 'left float' : 'not measured',
    name: visible(layer.name, 22).replace(/ \(\d+ characters\)$/, ''),
    alone: drawn(layer.sqnr_alone_db),
    cumulative: drawn(layer.sqnr_cumulative_db),
    href: anchorOf(layer) === undefined ? undefined : `#${anchorOf(layer)}`,
    fill: layer.placement === 'integer' ? colour.int8 : colour.fp32,
    title: `${visible(layer.name)} (${layer.op}, ${layer.placement}): alone ${format.decibels(layer.sqnr_alone_db) || 'not measured'}, cumulative ${format.decibels(layer.sqnr_cumulative_db) || 'not measured'}`,
  }));
  return draw(`SQNR of ${layers.length} layers, from ${format.decibels(Math.min(...finite))} to ${format.decibels(Math.max(...finite))}`, {
    width: 360,
    height: 72 + 15 * rows.length,
    marginTop: rows.length > 40 ? 34 : 16,
    marginLeft: 146,
    marginBottom: 34,
    x: {
      label: 'SQNR, dB',
      labelArrow: 'none',
      labelAnchor: 'center',
      domain: [0, most],
      grid: true,
      axis: rows.length > 40 ? 'both' : 'bottom',
    },
    y: { axis: null, domain: rows.map(({ row }) => row) },
    marks: [
      Plot.barX(rows, { x: 'alone', y: 'row', fill: 'fill', fillOpacity: 0.8, href: 'href', title: 'title', insetTop: 1, insetBottom: 1 }),
      Plot.text(rows, { x: 0, y: 'row', text: 'name', href: 'href', textAnchor: 'end', dx: -6, fill: colour.muted }),
      Plot.text(
        rows.filter(({ alone }) => Number.isNaN(alone)),
        { x: 0, y: 'row', text: (d) => d.placement, textAnchor: 'start', dx: 4, fill: colour.muted },
      ),
      Plot.dot(rows, { x: 'cumulative', y: 'row', fill: 'var(--surface)', stroke: 'currentColor', strokeWidth: 1.5, r: 3, title: 'title' }),
    ],
  });
}
