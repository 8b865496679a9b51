import Type from 'typebox';
import { metricNames } from '../metrics/metric-name.ts';

const pixels = Type.Integer({ minimum: 1, maximum: 65536 });
const sides = Type.Union([pixels, Type.Array(pixels, { minItems: 2, maxItems: 2 })]);
const perChannel = Type.Union([Type.Number(), Type.Array(Type.Number(), { minItems: 1, maxItems: 65536 })]);
const options = { additionalProperties: false };

/**
 * How an archive's numbers become one of the model's inputs: x = (stored · scale − mean) / std, after resize and crop, with the channels
 * in the model's order. Images and arrays are stored as RGB.
 */
export const inputContractSchema = Type.Object(
  {
    /** Where the model has its channel axis. */
    layout: Type.Optional(Type.Union([Type.Literal('NCHW'), Type.Literal('NHWC')])),
    /** Channel order that the model takes; `mean` and `std` are in this order too. */
    color: Type.Optional(Type.Union([Type.Literal('RGB'), Type.Literal('BGR'), Type.Literal('GRAY')])),
    /** Images only, pixels: one number is the shorter side, aspect kept; [height, width] stretches. */
    resize: Type.Optional(sides),
    /** Images only, pixels: centre crop to a square or to [height, width]. */
    crop: Type.Optional(sides),
    /** Images only: fit into the model's height and width, aspect kept, and fill the rest with `value` (0..255). */
    letterbox: Type.Optional(
      Type.Object(
        {
          value: Type.Integer({ minimum: 0, maximum: 255 }),
          anchor: Type.Optional(Type.Union([Type.Literal('top-left'), Type.Literal('center')])),
        },
        options,
      ),
    ),
    scale: Type.Optional(Type.Number()),
    mean: Type.Optional(perChannel),
    std: Type.Optional(perChannel),
    /** Element type of the model's input; a promise that is checked, not a conversion. */
    dtype: Type.Optional(Type.String()),
  },
  options,
);

/** `dataset.json`. */
export const datasetContractSchema = Type.Object(
  {
    inputs: Type.Optional(Type.Record(Type.String(), inputContractSchema)),
    /** Name of the array (or of its file, without extension) that holds the labels; "labels" where absent. */
    labels: Type.Optional(Type.String({ minLength: 1 })),
    /** Added to every stored class to get the model's: 1 for a model with a background class 0. */
    label_offset: Type.Optional(Type.Integer({ minimum: -65536, maximum: 65536 })),
    metric: Type.Optional(Type.Enum(metricNames)),
    split: Type.Optional(
      Type.Object(
        {
          evaluation_share: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
          seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffffffff })),
        },
        options,
      ),
    ),
  },
  options,
);

export type InputContract = Type.Static<typeof inputContractSchema>;
export type DatasetContract = Type.Static<typeof datasetContractSchema>;
