import { describe, expect, it } from 'vitest';
import { breachesOf } from './breaches-of.ts';

describe('who may import whom', () => {
  it('lets the quantizer import the graph, and refuses onnxruntime to it', () => {
    expect(breachesOf('packages/quantizer/src/a.ts', `import { Graph } from '@octet/onnx';\n`)).toEqual([]);
    expect(breachesOf('packages/quantizer/src/a.ts', `import { InferenceSession } from 'onnxruntime-node';\n`)).toEqual([
      'packages/quantizer/src/a.ts: imports onnxruntime-node: not among the npm packages that it may use',
    ]);
  });

  it('refuses an upward import, be it of a type only or over several lines', () => {
    const source = `import type {\n  Engine,\n  Job,\n} from '@octet/engine';\n`;
    expect(breachesOf('packages/onnx/src/a.ts', source)).toEqual([
      'packages/onnx/src/a.ts: imports @octet/engine: not among the packages that it may know',
    ]);
  });

  it('refuses paths into another package, from packages and from tests', () => {
    expect(breachesOf('packages/quantizer/src/fuse/a.ts', `import '../qparams/b.ts';\n`)).toEqual([]);
    expect(breachesOf('packages/quantizer/src/a.ts', `import '../../onnx/src/ir/graph.ts';\n`)).toHaveLength(1);
    expect(breachesOf('tests/a.test.ts', `const graph = await import('../packages/onnx/src/ir/graph.ts');\n`)).toHaveLength(1);
    expect(breachesOf('tests/a.test.ts', `export { Graph } from '@octet/onnx/src/ir/graph.ts';\n`)).toHaveLength(1);
  });

  it('takes #names for the package’s own files, and a package of that name without the # for a stranger', () => {
    expect(breachesOf('packages/report/src/a.ts', `import { drawingDocument } from '#drawing-document';\n`)).toEqual([]);
    expect(breachesOf('packages/report/src/a.ts', `import { drawingDocument } from 'drawing-document';\n`)).toHaveLength(1);
  });

  it('lets test files, and only them, import fixtures and vitest', () => {
    const source = `import { rng } from '@octet/testing';\nimport { it } from 'vitest';\n`;
    expect(breachesOf('packages/onnx/src/a.test.ts', source)).toEqual([]);
    expect(breachesOf('packages/onnx/src/a.ts', source)).toHaveLength(2);
  });

  it('takes what tests share for tests, and lets no other code import it', () => {
    expect(breachesOf('packages/quantizer/src/testing/a.ts', `import { rng } from '@octet/testing';\n`)).toEqual([]);
    expect(breachesOf('packages/quantizer/src/fuse/a.test.ts', `import '../testing/a.ts';\n`)).toEqual([]);
    expect(breachesOf('packages/quantizer/src/fuse/a.ts', `import '../testing/a.ts';\n`)).toEqual([
      'packages/quantizer/src/fuse/a.ts: imports ../testing/a.ts: serves tests only',
    ]);
  });

  it('keeps files and processes out of the pure packages', () => {
    expect(breachesOf('packages/quantizer/src/a.ts', `import { createHash } from 'node:crypto';\n`)).toEqual([]);
    expect(breachesOf('packages/quantizer/src/a.ts', `import { readFile } from 'node:fs/promises';\n`)).toEqual([
      'packages/quantizer/src/a.ts: imports node:fs/promises: this package is pure: no files, network or processes',
    ]);
  });

  it('keeps protobuf inside serde', () => {
    const source = `import { fromBinary } from '@bufbuild/protobuf';\n`;
    expect(breachesOf('packages/onnx/src/serde/model.ts', source)).toEqual([]);
    expect(breachesOf('packages/onnx/src/ir/graph.ts', source)).toHaveLength(1);
  });

  it('keeps the engine inside the child process of the worker, and lets the CLI have it', () => {
    const source = `import { quantize } from '@octet/engine';\n`;
    expect(breachesOf('services/worker/src/child/run-job.ts', source)).toEqual([]);
    expect(breachesOf('packages/cli/src/a.ts', source)).toEqual([]);
    expect(breachesOf('services/worker/src/worker.ts', source)).toEqual([
      "services/worker/src/worker.ts: imports @octet/engine: strangers' models are opened in the engine process alone",
    ]);
  });

  it('refuses a package that nobody has given a rule', () => {
    expect(breachesOf('packages/stranger/src/a.ts', '')).toEqual([
      'packages/stranger/src/a.ts: package "stranger" has no rule; add it to scripts/boundaries/rules.ts',
    ]);
  });
});
