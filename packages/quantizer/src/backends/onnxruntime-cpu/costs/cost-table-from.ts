import type { ChannelCost, CostTable, DenseCost } from './cost-table.ts';

export type CostRow = 'dense' | 'depthwise' | 'grouped' | 'product' | 'elementwise' | 'lut' | 'pool';

/** One kernel of a machine: its time over what a table says, in float and on integers. */
export interface KernelMeasurement {
  readonly row: CostRow;
  readonly float: number;
  readonly integer: number;
}

/** What placement hangs on is float against integers: a table that is off there by less describes the machine well enough. */
const clearly = 1.3;

/**
 * The table of a machine's class, with the rows scaled where float against integers is clearly another on this machine: each side of such a row by
 * the geometric mean of its kernels, over that of all float kernels, since a machine that is slower in everything plans alike.
 */
export function costTableFrom(measurements: readonly KernelMeasurement[], base: CostTable): CostTable {
  const pace = geometricMean(measurements.map(({ float }) => float));
  const scaleOf = (row: CostRow): { readonly float: number; readonly integer: number } => {
    const own = measurements.filter((m) => m.row === row);
    const [float, integer] = [geometricMean(own.map((m) => m.float)), geometricMean(own.map((m) => m.integer))];
    const disagreement = Math.max(integer / float, float / integer);
    return own.length > 0 && disagreement > clearly ? { float: float / pace, integer: integer / pace } : { float: 1, integer: 1 };
  };
  const both = <Cost>(row: CostRow, cost: { readonly float: Cost; readonly integer: Cost }, scaled: (cost: Cost, by: number) => Cost) => {
    const by = scaleOf(row);
    return { float: scaled(cost.float, by.float), integer: scaled(cost.integer, by.integer) };
  };
  const { elementwise, lut, pool, movement } = base.perElementNs;
  return {
    ...base,
    dense: both('dense', base.dense, scaledDense),
    depthwise: both('depthwise', base.depthwise, scaledChannels),
    grouped: both('grouped', base.grouped, scaledDense),
    product: both('product', base.product, scaledDense),
    perElementNs: {
      elementwise: both('elementwise', elementwise, product),
      lut: both('lut', lut, product),
      pool: both('pool', pool, product),
      movement,
    },
  };
}

const product = (a: number, b: number): number => a * b;

function scaledDense(cost: DenseCost, by: number): DenseCost {
  return { ...cost, perMacNs: cost.perMacNs * by, perOutputNs: cost.perOutputNs * by, perTapNs: cost.perTapNs * by };
}

function scaledChannels(rows: readonly ChannelCost[], by: number): readonly ChannelCost[] {
  return rows.map(({ channels, perMacNs }) => ({ channels, perMacNs: perMacNs * by }));
}

function geometricMean(values: readonly number[]): number {
  return values.length === 0 ? 1 : Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);
}
