import type { Execution, ExecutionPart, kernelKinds } from '@octet/contracts';

type Kernel = (typeof kernelKinds)[number];

/** Sums over the nodes. Time shares only where every node was timed, MAC share only where every linear node's MACs are known. */
export function executionTotals({ nodes }: ExecutionPart): Execution['totals'] {
  const linear = nodes.filter((node) => node.linear);
  const float = linear.filter((node) => node.kernel === 'float');
  const time = sumIfKnown(nodes.map((node) => node.time_us));
  const macs = sumIfKnown(linear.map((node) => node.mac_count));
  const integerMacs = sumIfKnown(linear.filter((node) => node.kernel === 'integer').map((node) => node.mac_count));
  const timeOf = (kernel: Kernel) => sumIfKnown(nodes.filter((node) => node.kernel === kernel).map((node) => node.time_us)) ?? 0;
  return {
    node_counts: perKernel((kernel) => nodes.filter((node) => node.kernel === kernel).length),
    linear_integer_count: linear.filter((node) => node.kernel === 'integer').length,
    linear_float_count: float.length,
    unexplained_float_count: float.filter((node) => node.reason === undefined).length,
    ...(time === undefined ? {} : { time_us: time }),
    ...(time === undefined || time === 0 ? {} : { time_shares: perKernel((kernel) => Math.min(1, timeOf(kernel) / time)) }),
    ...(macs === undefined || macs === 0 ? {} : { linear_mac_share_integer: Math.min(1, (integerMacs ?? 0) / macs) }),
  };
}

function perKernel<T>(of: (kernel: Kernel) => T): Record<Kernel, T> {
  return { integer: of('integer'), float: of('float'), 'data-movement': of('data-movement') };
}

function sumIfKnown(values: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}
