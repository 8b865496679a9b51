import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ProblemError } from '@octet/contracts';
import { decodeModel, elementCount, encodeToBuffer, type Model, openExternalData, upgradeOpset } from '@octet/onnx';
import { quantizedNode } from '@octet/quantizer';
import { refuseNonFiniteWeights } from './check-weights.ts';

export interface LoadedModel {
  /** File name without folders. */
  readonly name: string;
  /** The file as onnxruntime opens it, external data inside. */
  readonly fp32: Uint8Array;
  readonly digest: string;
  /** File and external data. */
  readonly fileBytes: number;
  readonly opset: number;
  readonly parameterCount: number;
  /** Raised to the opset that conversion needs; the function of the file. */
  readonly model: Model;
}

/** Reads a model file, refuses what cannot or must not be quantized, and raises its opset. */
export async function loadModel(path: string): Promise<LoadedModel> {
  const bytes = await readModelFile(path);
  let externalBytes = 0;
  const external = openExternalData(dirname(path));
  const model = decodeModel(bytes, {
    externalData: Object.assign((location: string, offset: number, length: number) => external(location, offset, length), {
      check(location: string, offset: number, length: number) {
        external.check?.(location, offset, length);
        externalBytes += length;
      },
    }),
  });
  const quantized = quantizedNode(model);
  if (quantized !== undefined) {
    throw new ProblemError(
      'model/already-quantized',
      `${basename(path)} is quantized already: it holds ${quantized.opName} "${quantized.name}". Give the FP32 model from which it was made.`,
      { where: quantized.name },
    );
  }
  refuseNonFiniteWeights(model);
  const opset = model.opset;
  let parameterCount = 0;
  for (const v of model.graph.initializers) parameterCount += elementCount(v.constant?.dims ?? [0]);
  // onnxruntime gets the model from memory, where weights in other files could not be found.
  const fp32 = externalBytes > 0 ? encodeToBuffer(model) : bytes;
  upgradeOpset(model);
  return {
    name: basename(path),
    fp32,
    digest: createHash('sha256').update(bytes).digest('hex'),
    fileBytes: bytes.byteLength + externalBytes,
    opset,
    parameterCount,
    model,
  };
}

/** The bytes of a file that should be a model; throws 'usage' where it cannot be read. */
export async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a folder'
          : code === 'EACCES'
            ? 'it may not be read'
            : String(code);
    throw new ProblemError('usage', `The model ${path} cannot be opened: ${why}.`, { where: path, cause });
  }
}
