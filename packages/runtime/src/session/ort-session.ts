import type { DType, Shape } from '@octet/onnx';
import type { PortInfo, SessionOptions } from '@octet/quantizer';
import { env, InferenceSession } from 'onnxruntime-node';
import { Fault } from '../pool/fault.ts';
import { readOrtMessage } from './ort-message.ts';

export type LogSeverity = 0 | 1 | 2 | 3 | 4;

export interface OrtSessionOptions extends SessionOptions {
  /** 4 (fatal) by default: what goes wrong is rejected with, not printed. */
  readonly logSeverity?: LogSeverity;
  /** onnxruntime writes its optimised graph here. */
  readonly optimizedModelPath?: string;
  /** Profiles every run; the file `<prefix>_<date>_<number>.json` is complete after `endProfiling`. */
  readonly profilePrefix?: string;
  /**
   * int8 sums are exact on x64 CPUs without VNNI too. Their fast kernels add two u8 × s8 products in int16, which saturates; this has onnxruntime
   * store s8 weights as u8 (`session.x64quantprecision`), which is slower. It cannot load a model in which two layers share weights or their
   * zero points. On other CPUs it changes nothing.
   */
  readonly exactIntegers?: boolean;
  /**
   * QuantizeLinear and DequantizeLinear run as they are written, around operators in float (`session.disable_quant_qdq`). Otherwise onnxruntime fuses
   * them into operators on integers.
   */
  readonly pairsAsWritten?: boolean;
}

/** A model as onnxruntime opened it. Blocks its thread while it loads and runs, so it is used in worker threads only. */
export interface OrtSession {
  readonly native: InferenceSession;
  readonly inputs: readonly PortInfo[];
  /** Tensors only: sequences, maps and optionals cannot be handed to JavaScript. */
  readonly outputs: readonly PortInfo[];
}

/** `model`: a file's path, or its bytes over an ArrayBuffer; onnxruntime-node takes no shared memory here. Rejects with 'runtime/load-failed'. */
export async function openOrtSession(model: Uint8Array | string, options: OrtSessionOptions = {}): Promise<OrtSession> {
  const logSeverity = options.logSeverity ?? 4;
  // Read once, at the process's first session: keeps the environment's own logger quiet too.
  env.logLevel = logSeverity >= 4 ? 'fatal' : 'error';
  let native: InferenceSession;
  try {
    // The overloads take either.
    native = await InferenceSession.create(model as string, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: options.optimization ?? 'all',
      intraOpNumThreads: options.threads ?? 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: logSeverity,
      ...(options.optimizedModelPath === undefined ? {} : { optimizedModelFilePath: options.optimizedModelPath }),
      ...(options.profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: options.profilePrefix }),
      extra: {
        session: {
          force_spinning_stop: '1', // Between runs they would take the cores from another session's (ADR 17).
          x64quantprecision: options.exactIntegers === true ? '1' : '0',
          disable_quant_qdq: options.pairsAsWritten === true ? '1' : '0',
        },
      },
    });
  } catch (cause) {
    const { text, node } = readOrtMessage(cause);
    throw new Fault('runtime/load-failed', `onnxruntime cannot open the model: ${text}`, { cause, where: node });
  }
  const notTensor = native.inputMetadata.find((m) => !m.isTensor);
  if (notTensor !== undefined) {
    await native.release();
    const detail = `input "${notTensor.name}" is a sequence, map or optional; only tensors can be fed. Change the model's input.`;
    throw new Fault('runtime/load-failed', detail, { where: notTensor.name });
  }
  return { native, inputs: ports(native.inputMetadata), outputs: ports(native.outputMetadata) };
}

function ports(metadata: readonly InferenceSession.ValueMetadata[]): PortInfo[] {
  return metadata.flatMap((m) => (m.isTensor ? [{ name: m.name, dtype: m.type as DType, shape: dims(m.shape) }] : []));
}

function dims(shape: readonly (number | string)[]): Shape {
  return shape.map((d) => (d === '' ? null : d));
}
