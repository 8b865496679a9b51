import Type from 'typebox';
import { count, share, text } from './quantities.ts';

export const kernelKinds = ['integer', 'float', 'data-movement'] as const;

/** What onnxruntime really runs: the nodes of its optimised graph, in order of execution. */
export const executionPartSchema = Type.Object({
  threads: count(),
  nodes: Type.Array(
    Type.Object({
      name: text(),
      op: text(),
      domain: Type.Optional(text()),
      kernel: Type.Enum(kernelKinds),
      layer: Type.Optional(
        Type.String({
          description: 'Of the model before onnxruntime optimised it: the name in `layers`, where onnxruntime gave another one.',
        }),
      ),
      linear: Type.Boolean({ description: 'One of the Conv, Gemm and MatMul families, integer or float.' }),
      time_us: Type.Optional(Type.Number({ description: 'Median of the profiled runs.' })),
      mac_count: Type.Optional(Type.Number({ description: 'Multiply-accumulates of one sample.' })),
      reason: Type.Optional(Type.String({ description: 'Why it is float. Without one the report says that there is none.' })),
    }),
  ),
  weight_dequantize_count: Type.Integer({
    minimum: 0,
    description: 'DequantizeLinear of a weight at every run: slower than FP32. Must be 0.',
  }),
});

export const executionSchema = Type.Object({
  ...executionPartSchema.properties,
  totals: Type.Object({
    node_counts: Type.Object({ integer: count(), float: count(), 'data-movement': count() }),
    linear_integer_count: count(),
    linear_float_count: count(),
    unexplained_float_count: Type.Integer({ minimum: 0, description: 'Float linear nodes without a reason.' }),
    time_us: Type.Optional(Type.Number()),
    time_shares: Type.Optional(Type.Object({ integer: share(), float: share(), 'data-movement': share() })),
    linear_mac_share_integer: Type.Optional(share()),
  }),
});
