import type { Node } from '../ir/node.ts';
import { knownIntegers } from './known-constant.ts';
import { arithmeticOps, channelOps, poolOps, rearrangingOps, reduceOps, unaryOps } from './op-groups.ts';
import type { FactRule } from './value-facts.ts';

/** The number of dimensions of a node's first output, of the forms that ops had before and have since opset 13. */
export function rankRule(opType: string): FactRule<number> | undefined {
  return rules.get(opType);
}

const same: FactRule<number> = (node, { rank }) => rank(node.input(0));

/** The higher rank, if all are known. Before opset 7 the first operand's was the higher one. */
const broadcast: FactRule<number> = (node, { rank }) => {
  const ranks = node.inputs.map(rank);
  return ranks.every((r) => r !== undefined) && ranks.length > 0 ? Math.max(...ranks) : undefined;
};

const matMul: FactRule<number> = (node, { rank }) => {
  const [a, b] = [rank(node.input(0)), rank(node.input(1))];
  if (a === undefined || b === undefined) return undefined;
  return Math.max(a, b, 2) - (a === 1 ? 1 : 0) - (b === 1 ? 1 : 0);
};

const reshape: FactRule<number> = (node, { length }) => node.intsAttr('shape')?.length ?? length(node.input(1));

const reduce: FactRule<number> = (node, { rank }) => {
  const r = rank(node.input(0));
  if (r === undefined || node.intAttr('keepdims', 1) !== 0) return r;
  const axes = axesOf(node);
  if (axes === undefined && node.input(1) !== undefined) return undefined;
  return axes === undefined || axes.length === 0 ? 0 : r - axes.length;
};

const argReduce: FactRule<number> = (node, { rank }) => {
  const r = rank(node.input(0));
  return r === undefined || node.intAttr('keepdims', 1) !== 0 ? r : r - 1;
};

/** Squeeze and Unsqueeze, whose axes an attribute or an input names. */
const shift =
  (direction: 1 | -1): FactRule<number> =>
  (node, { rank }) => {
    const [r, axes] = [rank(node.input(0)), axesOf(node)];
    return r === undefined || axes === undefined ? undefined : r + direction * axes.length;
  };

const gather: FactRule<number> = (node, { rank }) => {
  const [data, indices] = [rank(node.input(0)), rank(node.input(1))];
  return data === undefined || indices === undefined ? undefined : data + indices - 1;
};

const expand: FactRule<number> = (node, { rank, length }) => {
  const [r, n] = [rank(node.input(0)), length(node.input(1))];
  return r === undefined || n === undefined ? undefined : Math.max(r, n);
};

function axesOf(node: Node): readonly number[] | undefined {
  return node.intsAttr('axes') ?? knownIntegers(node.input(1));
}

const rules: ReadonlyMap<string, FactRule<number>> = new Map([
  ...[...unaryOps, ...poolOps, ...rearrangingOps, ...channelOps, 'Not', 'Cast', 'CumSum'].map((op) => [op, same] as const),
  ...[...arithmeticOps, 'Pow', 'Where', 'Equal', 'Greater', 'Less', 'And', 'Or', 'Xor', 'Mod'].map((op) => [op, broadcast] as const),
  ...[...reduceOps, 'ReduceLogSum'].map((op) => [op, reduce] as const),
  ...['ArgMax', 'ArgMin'].map((op) => [op, argReduce] as const),
  ...['Flatten', 'Gemm', 'NonZero'].map((op) => [op, () => 2] as const),
  ['Shape', () => 1],
  ['Size', () => 0],
  ['MatMul', matMul],
  ['Reshape', reshape],
  ['ConstantOfShape', (node, { length }) => length(node.input(0))],
  ['Expand', expand],
  ['Gather', gather],
  ['Unsqueeze', shift(1)],
  ['Squeeze', shift(-1)],
]);
