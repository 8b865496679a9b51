import type { Report } from '@octet/contracts';
import { sizeChart } from '../../charts/size.ts';
import { counted, format } from '../../format.ts';
import { figure, fold, legend, name, section, table } from '../elements.ts';
import { html, type Markup } from '../markup.ts';

export function sizeSection({ size }: Report): Markup {
  const rows = [
    { what: 'File', fp32: size.fp32_file_bytes, int8: size.int8_file_bytes },
    { what: 'Weights', fp32: size.fp32_weight_bytes, int8: size.int8_weight_bytes },
    { what: 'Scales and zero points', fp32: 0, int8: size.scale_bytes },
  ];
  const numbers = table('Bytes before and after', rows, [
    { head: '', cell: ({ what }) => what },
    { head: 'FP32', numeric: true, cell: ({ fp32 }) => format.bytes(fp32) },
    { head: 'INT8', numeric: true, cell: ({ int8 }) => format.bytes(int8) },
  ]);
  const tensors = table(
    'Weights, largest first',
    [...size.tensors].sort((a, b) => b.fp32_bytes - a.fp32_bytes),
    [
      { head: 'Tensor', cell: (tensor) => name(tensor.name) },
      { head: 'Shape', numeric: true, cell: ({ shape }) => shape.join(' × ') },
      { head: 'FP32', numeric: true, cell: ({ fp32_bytes }) => format.bytes(fp32_bytes) },
      { head: 'Now', numeric: true, cell: ({ int8_bytes }) => format.bytes(int8_bytes) },
      { head: 'Type', cell: ({ dtype }) => dtype },
    ],
  );
  const overhead = size.int8_file_bytes === 0 ? 0 : size.scale_bytes / size.int8_file_bytes;
  const lead = `The file is ${format.ratio(size.file_ratio)} smaller, the weights with their scales ${format.ratio(size.weight_ratio)}. Scales and zero points take ${format.share(overhead)} of it.`;
  return section('size', {
    title: 'Size',
    lead,
    content: html`${legend(['fp32', 'FP32 weights'], ['int8', 'INT8 weights'], ['chosen', 'scales'], ['movement', 'graph'])}
${figure('File size', { chart: sizeChart(size), table: numbers })}
${size.tensors.length > 0 && fold(`${counted(size.tensors.length, 'tensor')}`, tensors)}`,
  });
}
