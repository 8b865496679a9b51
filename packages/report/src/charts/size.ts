import * as Plot from '@observablehq/plot';
import type { Report } from '@octet/contracts';
import { format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { colour, draw } from './draw.ts';

/** Two bars, FP32 and INT8 file bytes, each split into weights, scales and the rest of the file. */
export function sizeChart(size: Report['size']): Markup {
  const rest = (file: number, weights: number) => Math.max(0, file - weights);
  const parts = [
    { model: 'FP32', part: 'weights', bytes: size.fp32_weight_bytes, fill: colour.fp32 },
    { model: 'FP32', part: 'graph', bytes: rest(size.fp32_file_bytes, size.fp32_weight_bytes), fill: colour.movement },
    { model: 'INT8', part: 'weights', bytes: size.int8_weight_bytes, fill: colour.int8 },
    { model: 'INT8', part: 'scales', bytes: size.scale_bytes, fill: colour.chosen },
    { model: 'INT8', part: 'graph', bytes: rest(size.int8_file_bytes, size.int8_weight_bytes + size.scale_bytes), fill: colour.movement },
  ];
  const files = [
    { model: 'FP32', bytes: size.fp32_file_bytes },
    { model: 'INT8', bytes: size.int8_file_bytes },
  ];
  return draw(`File size: FP32 ${format.bytes(size.fp32_file_bytes)}, INT8 ${format.bytes(size.int8_file_bytes)}`, {
    width: 360,
    height: 110,
    marginLeft: 44,
    marginRight: 70,
    marginBottom: 28,
    x: { label: null, tickFormat: (value: number) => format.bytes(value), ticks: 3 },
    y: { label: null, domain: ['FP32', 'INT8'], tickSize: 0 },
    marks: [
      Plot.barX(parts, { x: 'bytes', y: 'model', fill: 'fill', title: (d) => `${d.model} ${d.part}: ${format.bytes(d.bytes)}` }),
      Plot.text(files, { x: 'bytes', y: 'model', text: (d) => format.bytes(d.bytes), textAnchor: 'start', dx: 5, fill: 'currentColor' }),
    ],
  });
}
