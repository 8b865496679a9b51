import { attr, constantOf, type Maker, type Node, type Refusal, refuse, tensorOf, type Value } from '@octet/onnx';
import { type ConvolvedAxis, convolvedAxis, convolvedBias, convolvedWeight } from './conv-transpose-algebra.ts';
import { emit } from './emit.ts';
import { emitNhwcDepthToSpace } from './nhwc-depth-to-space.ts';
import { fixedImageDims, notFloat32 } from './preconditions.ts';
import { isRefusal, respelling } from './respelling.ts';

/** A kernel that the stride does not divide is padded with zeros; beyond this growth the multiplications by zero cost what integers win. */
const largestGrowth = 3;

/**
 * ConvTranspose → Conv with s·s·Cout channels, depth-to-space in its NHWC spelling, crop (conv-transpose-algebra.ts). 2-D, group 1, dilation 1.
 * Float-exact up to the order of summation.
 *
 * onnxruntime has no integer ConvTranspose: it stays float, and its weights are dequantized on every run.
 */
export const convTransposeToConv = respelling({
  name: 'conv-transpose-to-conv',
  gain: '1.2x on a whole U-Net (4976 to 4071 us, kernel 2)',
  place: 'anywhere',
  roots: ['ConvTranspose'],
  plan(root) {
    const [x, weightValue, biasValue] = root.inputs;
    if (x === undefined || weightValue === undefined) return undefined;
    const weight = constantOf(weightValue);
    if (weight === undefined) return refuse(`the weight "${weightValue.name}" is computed at run time`);
    const bias = constantOf(biasValue);
    if (biasValue !== undefined && bias === undefined) return refuse(`the bias "${biasValue.name}" is computed at run time`);
    const wrongType = notFloat32(weightValue);
    if (wrongType !== undefined) return wrongType;
    const axes = axesOf(root, weight.dims);
    if (isRefusal(axes)) return axes;
    const dims = fixedImageDims(x);
    return isRefusal(dims) ? dims : { nodes: [root], x, weight, bias, axes, channels: weight.dims[1] ?? 0, width: dims.width };
  },
  rewrite({ x, weight, bias, axes, channels, width }, make) {
    const [vertical, horizontal] = axes;
    const inputs: [Value, ...Value[]] = [x, make.constant(convolvedWeight(weight, axes), 'weight')];
    if (bias !== undefined) inputs.push(make.constant(convolvedBias(bias, axes), 'bias'));
    const [n, , h] = x.shape ?? [];
    const lengthened = (size: number, axis: ConvolvedAxis) => size + axis.padBegin + axis.padEnd - axis.taps + 1;
    const convolved = emit(make, 'Conv', inputs, {
      attributes: {
        kernel_shape: attr.ints([vertical.taps, horizontal.taps]),
        pads: attr.ints([vertical.padBegin, horizontal.padBegin, vertical.padEnd, horizontal.padEnd]),
      },
      shape: [
        n ?? null,
        channels * vertical.stride * horizontal.stride,
        typeof h === 'number' ? lengthened(h, vertical) : null,
        lengthened(width, horizontal),
      ],
    });
    const block = [vertical.stride, horizontal.stride] as const;
    const full =
      block.join() === '1,1'
        ? convolved
        : emitNhwcDepthToSpace(make, convolved, { block, channels, width: lengthened(width, horizontal), order: 'DCR' });
    return emitCrop(make, full, axes);
  },
});

function axesOf(node: Node, weightDims: readonly number[]): readonly [ConvolvedAxis, ConvolvedAxis] | Refusal {
  if (weightDims.length !== 4) return refuse(`it is ${weightDims.length - 2}-D, not 2-D`);
  if (node.intAttr('group', 1) !== 1) return refuse('it is grouped');
  if (node.intsAttr('dilations', []).some((d) => d !== 1)) return refuse('it is dilated');
  if (node.stringAttr('auto_pad', 'NOTSET') !== 'NOTSET') return refuse('its pads are automatic');
  if (node.intsAttr('output_shape') !== undefined) return refuse('its pads follow from an output shape');
  const strides = node.intsAttr('strides', [1, 1]);
  const pads = node.intsAttr('pads', [0, 0, 0, 0]);
  const outputPadding = node.intsAttr('output_padding', [0, 0]);
  const axis = (i: 0 | 1): ConvolvedAxis =>
    convolvedAxis({
      kernel: weightDims[2 + i] ?? 1,
      stride: strides[i] ?? 1,
      padBegin: pads[i] ?? 0,
      padEnd: pads[2 + i] ?? 0,
      outputPadding: outputPadding[i] ?? 0,
    });
  const axes = [axis(0), axis(1)] as const;
  if (axes.some((a) => a.padBegin < 0 || a.padEnd < 0)) return refuse('its pads are as long as its kernel');
  const growth = axes.reduce((g, a, i) => (g * a.taps * a.stride) / (weightDims[2 + i] ?? 1), 1);
  if (growth > largestGrowth) return refuse(`as a Conv it would take ${growth.toFixed(1)} times the multiplications`);
  return axes;
}

/** Cuts the elements that depth-to-space made too many at the ends of H and W; `x` itself where there are none. */
function emitCrop(make: Maker, x: Value, axes: readonly [ConvolvedAxis, ConvolvedAxis]): Value {
  if (axes.every((a) => a.cropBegin === 0 && a.cropEnd === 0)) return x;
  const starts = axes.map((a) => a.cropBegin);
  // Ends count from the back; one that cuts nothing lies beyond any size.
  const ends = axes.map((a) => (a.cropEnd === 0 ? 2 ** 31 - 1 : -a.cropEnd));
  const ints = (values: readonly number[]) => make.constant(tensorOf.int64(values));
  return emit(make, 'Slice', [x, ints(starts), ints(ends), ints([2, 3])], {
    shape: x.shape?.map((d, i) => {
      const axis = axes[i - 2];
      return axis === undefined || typeof d !== 'number' ? d : d - axis.cropBegin - axis.cropEnd;
    }),
  });
}
