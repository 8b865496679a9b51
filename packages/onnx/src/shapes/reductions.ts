import { axisOf, dimsOf, Unknown, unknownDims } from './known.ts';
import { always, each, type Operators, ofFirst, sized, statedInts } from './operator.ts';

const reduce = sized(ofFirst, (node, [x, axes]) => {
  const dims = dimsOf(x);
  const keeps = node.intAttr('keepdims', 1) === 1;
  const stated = statedInts(node, 'axes', axes);
  if (stated === undefined && axes !== undefined) {
    if (keeps) return unknownDims(dims.length);
    throw new Unknown();
  }
  const isAll = stated === undefined || stated.length === 0;
  if (isAll && node.intAttr('noop_with_empty_axes', 0) === 1) return dims;
  const gone = isAll ? dims.map((_, i) => i) : stated.map((a) => axisOf(a, dims.length));
  return dims.flatMap((d, i) => (gone.includes(i) ? (keeps ? [1] : []) : [d]));
});

const argReduce = sized(always('int64'), (node, [x]) => {
  const dims = dimsOf(x);
  const axis = axisOf(node.intAttr('axis', 0), dims.length);
  return node.intAttr('keepdims', 1) === 1 ? dims.with(axis, 1) : dims.toSpliced(axis, 1);
});

export const reductions: Operators = {
  ...each('ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare', reduce),
  ...each('ArgMax ArgMin', argReduce),
};
