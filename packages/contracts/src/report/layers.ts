import Type from 'typebox';
import { decibelsOf, qdtype, share, text } from './quantities.ts';

/** Nodes of the fused FP32 model in graph order, each with what quantization did to its output. */
export const layerSchema = Type.Object({
  name: text(),
  op: text(),
  placement: Type.Enum(['integer', 'float']),
  reason: Type.Optional(Type.String({ description: 'Why it is float.' })),
  sqnr_alone_db: Type.Optional(decibelsOf('Only this layer quantized, at its output.')),
  sqnr_cumulative_db: Type.Optional(decibelsOf('All layers up to this one quantized, at its output.')),
  output: Type.Optional(
    Type.Object({
      value: text(),
      dtype: qdtype(),
      scale: Type.Number(),
      zero_point: Type.Integer(),
      observer: Type.String({ description: 'The observer that chose the range, or fixed, override.' }),
      range_min: Type.Number(),
      range_max: Type.Number(),
      observed_min: Type.Number(),
      observed_max: Type.Number(),
      clipped_share: share('Elements outside the range.'),
      saturated_share: Type.Optional(share('Integers at qmin or qmax.')),
    }),
  ),
});
