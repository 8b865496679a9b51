import Type from 'typebox';
import { bytes, shape, text } from './quantities.ts';

/** Bytes before and after. File bytes include external data. */
export const sizePartSchema = Type.Object({
  fp32_file_bytes: bytes(),
  int8_file_bytes: bytes(),
  fp32_weight_bytes: bytes(),
  int8_weight_bytes: Type.Integer({ minimum: 0, description: 'Every initializer of the artifact but scales and zero points.' }),
  scale_bytes: Type.Integer({ minimum: 0, description: 'Scales and zero points: what quantization adds.' }),
  tensors: Type.Array(
    Type.Object({
      name: text(),
      shape: shape(),
      fp32_bytes: bytes(),
      int8_bytes: bytes(),
      dtype: Type.String({ description: 'In the artifact: int8, int32, float32 …' }),
    }),
  ),
});

export const sizeSchema = Type.Object({
  ...sizePartSchema.properties,
  file_ratio: Type.Number(),
  weight_ratio: Type.Number(),
});
