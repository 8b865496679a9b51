import { OnnxError } from '../errors.ts';

/** Protobuf's limit on one message. */
const modelLimitBytes = 2 ** 31 - 1;

/** First bytes of files that are given for a model by mistake. */
const otherFormats: readonly (readonly [what: string, at: number, magic: string])[] = [
  ['a zip archive', 0, 'PK\x03\x04'],
  ['a gzip archive', 0, '\x1f\x8b'],
  ['a NumPy array', 0, '\x93NUMPY'],
  ['an HDF5 file', 0, '\x89HDF'],
  ['an onnxruntime (ORT format) model', 4, 'ORTM'],
  ['a TensorFlow Lite model', 4, 'TFL3'],
];

/** Throws for bytes that are plainly no ONNX model, saying what they are. */
export function refuseOtherFiles(bytes: Uint8Array): void {
  if (bytes.length === 0) throw notOnnx('it is empty');
  if (bytes.length > modelLimitBytes) {
    throw new OnnxError(
      'model/too-large',
      `The model has ${bytes.length} bytes; an ONNX file holds 2 GiB. Save its weights as external data.`,
    );
  }
  for (const [what, at, magic] of otherFormats) {
    const found = String.fromCharCode(...bytes.subarray(at, at + magic.length));
    if (found === magic) throw notOnnx(`it is ${what}`);
  }
  const start = printable(bytes.subarray(0, 40));
  if (start !== undefined) throw notOnnx(`it starts with ${JSON.stringify(start)}`);
}

function notOnnx(why: string): OnnxError {
  return new OnnxError(
    'model/malformed',
    `This is not an ONNX file: ${why}. Give a .onnx file, as torch.onnx.export or tf2onnx writes it.`,
    { where: 'byte 0' },
  );
}

/** The bytes as ASCII where all are printable. A model's are not: it begins with a field tag, 0x08 as a rule. */
function printable(bytes: Uint8Array): string | undefined {
  return bytes.every((b) => (b >= 32 && b < 127) || b === 9 || b === 10 || b === 13) ? String.fromCharCode(...bytes) : undefined;
}
