import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ProblemError } from '@octet/contracts';
import { decodeModel, elementCount, type Model, upgradeOpset } from '@octet/onnx';
import { externalData } from '../external-data.ts';
import { quantizedNode } from './already-quantized.ts';

export interface LoadedModel {
  /** File name without folders. */
  readonly name: string;
  readonly bytes: Uint8Array;
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
  const external = externalData(dirname(path));
  const model = decodeModel(bytes, { externalData: external.read });
  const quantized = quantizedNode(model);
  if (quantized !== undefined) {
    throw new ProblemError(
      'model/already-quantized',
      `${basename(path)} is quantized already: it holds ${quantized.opName} "${quantized.name}". Give the FP32 model from which it was made.`,
      { where: quantized.name },
    );
  }
  const opset = model.opset;
  let parameterCount = 0;
  for (const v of model.graph.initializers) parameterCount += elementCount(v.constant?.dims ?? [0]);
  upgradeOpset(model);
  return {
    name: basename(path),
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    fileBytes: bytes.byteLength + external.bytesRead(),
    opset,
    parameterCount,
    model,
  };
}

async function readModelFile(path: string): Promise<Uint8Array> {
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
