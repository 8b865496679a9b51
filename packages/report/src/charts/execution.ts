import * as Plot from '@observablehq/plot';
import type { Execution } from '@octet/contracts';
import { format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { colour, draw } from './draw.ts';

/** Where the INT8 model spends its time and its nodes: integer kernels, float kernels, data movement. */
export function executionChart({ totals }: Execution): Markup {
  const nodeCount = Math.max(1, totals.node_counts.integer + totals.node_counts.float + totals.node_counts['data-movement']);
  const shares = [
    ...kinds.map(([kind, name, fill]) => ({ of: 'nodes', name, fill, share: totals.node_counts[kind] / nodeCount })),
    ...(totals.time_shares ? kinds.map(([kind, name, fill]) => ({ of: 'time', name, fill, share: totals.time_shares?.[kind] ?? 0 })) : []),
  ];
  const rows = totals.time_shares ? ['nodes', 'time'] : ['nodes'];
  const told = shares.map(({ of, name, share }) => `${name} ${format.share(share)} of ${of}`).join(', ');
  return draw(`Kernels of the INT8 model: ${told}`, {
    width: 360,
    height: 50 + 30 * rows.length,
    marginLeft: 44,
    marginRight: 22,
    marginBottom: 28,
    x: { label: null, domain: [0, 1], tickFormat: '%', ticks: 5 },
    y: { label: null, domain: rows, tickSize: 0 },
    marks: [Plot.barX(shares, { x: 'share', y: 'of', fill: 'fill', title: (d) => `${d.name}: ${format.share(d.share)} of ${d.of}` })],
  });
}

const kinds = [
  ['integer', 'integer kernels', colour.integer],
  ['float', 'float kernels', colour.float],
  ['data-movement', 'data movement', colour.movement],
] as const;
