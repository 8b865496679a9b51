import { encodeToBuffer, parseModel } from '@octet/onnx';

/** The bytes of a model file, from ONNX's text form: for tests of what knows models as files only. */
export function textModel(text: string): Uint8Array {
  return encodeToBuffer(parseModel(text));
}
