import type { Backend, TargetName } from './backend.ts';
import { onnxruntimeCpus } from './onnxruntime-cpu/index.ts';
import { openvino } from './openvino/index.ts';
import { tensorrt } from './tensorrt/index.ts';

export const backends = { ...onnxruntimeCpus, openvino, tensorrt } as const satisfies Record<TargetName, Backend>;
