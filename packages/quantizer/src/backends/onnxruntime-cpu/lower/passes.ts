import type { Pass } from '@octet/onnx';
import type { ConvertContext } from '../../../convert/convert.ts';
import { isCosted } from '../../backend.ts';
import { chooseKernels } from './choose-kernels.ts';
import { guardFloatLinears } from './guard-float-linears.ts';
import { separateReaders } from './separate-readers.ts';

/** What makes onnxruntime compute a lowered model as it is meant, and fast. */
export const passes: readonly Pass<ConvertContext>[] = [
  { name: 'guard-float-linears', run: ({ graph }) => ({ modified: guardFloatLinears(graph) > 0 }) },
  {
    name: 'choose-kernels',
    run(model, { prepared, backend, kernels, integers }) {
      if (kernels === 'plain' || !isCosted(backend)) return { modified: false };
      const { modified, replaced } = chooseKernels(model, prepared, backend);
      for (const [name, { q, params }] of integers) {
        const instead = replaced.get(q);
        if (instead !== undefined) integers.set(name, { q: instead, params });
      }
      return { modified };
    },
  },
  { name: 'separate-readers', run: ({ graph }) => ({ modified: separateReaders(graph) }) },
];
