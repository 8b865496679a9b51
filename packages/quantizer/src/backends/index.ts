import type { Backend } from './backend.ts';
import { onnxruntimeCpus } from './onnxruntime-cpu/index.ts';
import { openvino } from './openvino/index.ts';
import { tensorrt } from './tensorrt/index.ts';

export const backends = { ...onnxruntimeCpus, openvino, tensorrt } as const satisfies Readonly<Record<string, Backend>>;

export type BackendName = keyof typeof backends;
