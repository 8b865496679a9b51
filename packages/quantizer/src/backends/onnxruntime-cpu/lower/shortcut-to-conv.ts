import { attr, integersOf, type Node, type Tensor, tensorOf, type Value } from '@octet/onnx';
import { fixedImageDims } from '../../../respell/preconditions.ts';
import { stridedPixels } from '../../../respell/strided-pixels.ts';
import { isOnIntegerGrid } from '../dense-cost.ts';

/**
 * The shortcut of ResNets on small images: every s-th pixel of a row and of a column, and channels of zeros around. As integers that is a 1x1
 * convolution of stride s with weights of 1 and 0: 127 · (1/127), so its integers are those of the input, bit for bit. onnxruntime's Slice has no fast
 * kernel for strides. Answers which integers stood for the result, and which do now; undefined where `pad` is something else.
 */
export function shortcutToConv(pad: Node): { readonly from: Value; readonly to: Value } | undefined {
  const seen = pad.opName === 'Pad' ? matched(pad) : undefined;
  if (seen === undefined) return undefined;
  const { source, step, scale, zeroPoint, channels, before, filters } = seen;
  const { graph } = pad;
  const node = (op: string, inputs: readonly Value[], attributes = {}) =>
    graph.addNode(op, inputs, {
      name: graph.names.fresh(`${pad.name}_${op}`),
      attributes,
      before: pad,
      origins: [...pad.origins, pad.name],
    });
  const weight = identity({ channels, before, filters });
  const w = node(
    'DequantizeLinear',
    [
      graph.addConstant(weight, `${pad.name}_identity`),
      graph.addConstant(tensorOf.float32(Array(filters).fill(1 / 127), [filters]), `${pad.name}_scale`),
      graph.addConstant({ dtype: 'int8', dims: [filters], data: new Int8Array(filters) }, `${pad.name}_zero_point`),
    ],
    { axis: attr.int(0) },
  );
  const x = node('DequantizeLinear', [source, scale, zeroPoint]);
  const conv = node('Conv', [x.output, w.output], { kernel_shape: attr.ints([1, 1]), strides: attr.ints([step, step]) });
  const q = node('QuantizeLinear', [conv.output, scale, zeroPoint]);
  q.output.dtype = 'uint8';
  const from = pad.output;
  for (const { node: reader, index } of from.uses) reader.setInput(index, q.output);
  return { from, to: q.output };
}

function matched(pad: Node) {
  const pixels = stridedPixels(pad.input(0));
  const pads = integersOf(pad.input(1));
  const reader = pad.output.uses.find((u) => u.node.opType === 'DequantizeLinear')?.node;
  const [, scale, zeroPoint] = reader?.inputs ?? [];
  if (pixels === undefined || pads?.length !== 8 || scale === undefined || zeroPoint === undefined) return undefined;
  const { source, step, dy, dx } = pixels;
  const [, before = 0, , , , after = 0] = pads;
  const isOfZeros = pad.stringAttr('mode', 'constant') === 'constant' && numberOf(pad.input(2)) === numberOf(zeroPoint);
  const isOfChannels = pads.every((p, i) => (i % 4 === 1 ? p >= 0 : p === 0));
  const dims = fixedImageDims(source);
  if ('reason' in dims || source.dtype !== 'uint8' || !isOfZeros || !isOfChannels || dy !== 0 || dx !== 0) return undefined;
  const { channels } = dims;
  const filters = before + channels + after;
  // Off the symmetric kernel's grid nothing is won.
  return isOnIntegerGrid(filters, channels) ? { source, step, scale, zeroPoint, channels, before, filters } : undefined;
}

function identity({ channels, before, filters }: { readonly channels: number; readonly before: number; readonly filters: number }): Tensor {
  const data = new Int8Array(filters * channels);
  for (let c = 0; c < channels; c++) data[(before + c) * channels + c] = 127;
  return { dtype: 'int8', dims: [filters, channels, 1, 1], data };
}

const numberOf = (scalar: Value | undefined): number => Number(scalar?.constant?.tensor.data[0]);
