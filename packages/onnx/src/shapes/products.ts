import type { Dim } from '../ir/tensor.ts';
import { broadcast, dimsOf, Unknown } from './known.ts';
import { each, type Operator, type Operators, ofAny, sized } from './operator.ts';

/** NumPy's: of a vector the axis that is summed over is the only one. */
const matMul = sized(ofAny, (_node, [a, b]) => {
  const [p, q] = [dimsOf(a), dimsOf(b)];
  const [inner, other] = [p.at(-1), q.at(q.length === 1 ? -1 : -2)];
  if (inner === undefined || other === undefined) throw new Unknown();
  if (typeof inner === 'number' && typeof other === 'number' && inner !== other) throw new Unknown();
  return [...broadcast([p.slice(0, -2), q.slice(0, -2)]), ...p.slice(-2, -1), ...(q.length === 1 ? [] : q.slice(-1))];
});

const gemm = sized(ofAny, (node, [a, b]) => {
  const [rows = null, columns = null] = a?.dims ?? [];
  const [k = null, n = null] = b?.dims ?? [];
  return [node.intAttr('transA', 0) === 0 ? rows : columns, node.intAttr('transB', 0) === 0 ? n : k];
});

/** X [steps, batch, features], R [directions, gates × hidden, hidden]; Y, its last step and, of LSTM, the last cell. */
const recurrent: Operator = {
  dtype: ofAny,
  outputs(node, [x, , r]) {
    const batchFirst = node.intAttr('layout', 0) === 1;
    const [first = null, second = null] = dimsOf(x);
    const [steps, batch] = batchFirst ? [second, first] : [first, second];
    const directions = node.stringAttr('direction', 'forward') === 'bidirectional' ? 2 : 1;
    const hidden: Dim = node.intAttr('hidden_size') ?? r?.dims?.[2] ?? null;
    const last = { dims: batchFirst ? [batch, directions, hidden] : [directions, batch, hidden] };
    return [{ dims: batchFirst ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden] }, last, last];
  },
};

export const products: Operators = { MatMul: matMul, Gemm: gemm, ...each('RNN GRU LSTM', recurrent) };
