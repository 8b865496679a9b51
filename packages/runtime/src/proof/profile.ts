import type { DType } from '@octet/onnx';
import { medianOf } from '../bench/quantile.ts';

/** One node as onnxruntime's profiler saw it run. */
export interface ProfiledNode {
  readonly name: string;
  readonly opType: string;
  /** Index in onnxruntime's memory, unrelated to the order of the saved file. */
  readonly index: number;
  /** Median kernel time times executions per run, microseconds. The first quarter of the executions is left out as warm-up. */
  readonly timeUs: number;
  readonly inputs: readonly ProfiledTensor[];
  readonly outputs: readonly ProfiledTensor[];
}

/** Initializers that a kernel packed away at load are missing among the inputs. */
export interface ProfiledTensor {
  readonly dtype: DType | undefined;
  readonly dims: readonly number[];
}

const kernelSuffix = '_kernel_time';

/** Type names of the profile where they are not ours. */
const typeNames: Readonly<Record<string, DType>> = { float: 'float32', double: 'float64' };

/** Nodes of a profile in the order of their first execution. */
export function readProfile(json: string, runCount: number): ProfiledNode[] {
  const nodes = new Map<string, { event: NodeEvent; durationsUs: number[] }>();
  for (const event of JSON.parse(json) as unknown[]) {
    if (!isNodeEvent(event)) continue;
    const key = `${event.args.op_name}/${event.args.node_index}/${event.name}`;
    const seen = nodes.get(key);
    if (seen === undefined) nodes.set(key, { event, durationsUs: [event.dur] });
    else seen.durationsUs.push(event.dur);
  }
  return [...nodes.values()].map(({ event, durationsUs }) => ({
    name: event.name.slice(0, -kernelSuffix.length),
    opType: event.args.op_name,
    index: Number(event.args.node_index),
    timeUs: (medianOf(durationsUs.slice(Math.floor(durationsUs.length / 4))) * durationsUs.length) / runCount,
    inputs: tensors(event.args.input_type_shape),
    outputs: tensors(event.args.output_type_shape),
  }));
}

type TypeShape = Readonly<Record<string, readonly number[]>>;

interface NodeEvent {
  readonly cat: 'Node';
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args: {
    readonly op_name: string;
    readonly node_index: string;
    readonly input_type_shape?: readonly TypeShape[];
    readonly output_type_shape?: readonly TypeShape[];
  };
}

function isNodeEvent(event: unknown): event is NodeEvent {
  const e = event as Partial<NodeEvent> | null;
  return e?.cat === 'Node' && e.name?.endsWith(kernelSuffix) === true;
}

function tensors(shapes: readonly TypeShape[] | undefined): ProfiledTensor[] {
  return (shapes ?? []).flatMap((s) => Object.entries(s).map(([type, dims]) => ({ dtype: typeNames[type] ?? (type as DType), dims })));
}
