import { constantNodeTensor } from '../ir/constant-node.ts';
import { areNumbers, countOf, dataOf, knownOf, need, numbersOf, unknownSizes } from './known.ts';
import { always, type Operator, type Operators, ofAny, sized } from './operator.ts';

const constant: Operator = {
  dtype: (node) => constantNodeTensor(node)?.dtype,
  outputs(node) {
    const tensor = need(constantNodeTensor(node));
    return [knownOf({ ...tensor, tensor })];
  },
};

const shape: Operator = {
  dtype: always('int64'),
  outputs(node, [x]) {
    if (x?.dims === undefined) return [{ dims: [null] }];
    const dims = x.dims.slice(node.intAttr('start', 0), node.intAttr('end'));
    return [{ dims: [dims.length], data: areNumbers(dims) ? dataOf('int64', [dims.length], (i) => dims[i]) : undefined }];
  },
};

const size: Operator = {
  dtype: always('int64'),
  outputs(_node, [x]) {
    const count = countOf(x?.dims ?? [null]);
    return [{ dims: [], data: typeof count === 'number' ? dataOf('int64', [], () => count) : undefined }];
  },
};

const constantOfShape: Operator = {
  dtype: (node) => node.tensorAttr('value')?.dtype ?? 'float32',
  outputs(node, [shape]) {
    const dims = numbersOf(shape);
    if (dims === undefined) return [{ dims: unknownSizes(shape) }];
    const value = Number(node.tensorAttr('value')?.data[0] ?? 0);
    return [{ dims, data: dataOf(constantOfShape.dtype(node, [], 0), dims, () => value) }];
  },
};

const range: Operator = {
  dtype: ofAny,
  outputs(node, inputs) {
    const [start, limit, delta] = inputs.map((x) => numbersOf(x)?.[0]);
    if (start === undefined || limit === undefined || delta === undefined) return [{ dims: [null] }];
    const dims = [Math.max(0, Math.ceil((limit - start) / delta))];
    return [{ dims, data: dataOf(range.dtype(node, inputs, 0), dims, (i) => start + i * delta) }];
  },
};

export const sources: Operators = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  NonZero: sized(always('int64'), (_node, [x]) => [x?.dims?.length ?? null, null]),
  Range: range,
  Shape: shape,
  Size: size,
};
