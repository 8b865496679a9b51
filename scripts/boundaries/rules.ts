/** What the code of one package may import, besides its own files. */
export interface PackageRule {
  /** Octet packages, by the word after `@octet/`. */
  readonly octet: readonly string[];
  /** Packages from npm. */
  readonly npm: readonly string[];
  /** `node:` modules; the pure packages know no files, network or processes. */
  readonly node: 'any' | readonly string[];
}

const pure: readonly string[] = ['assert', 'buffer', 'crypto'];

/** Who may import whom (ARCHITECTURE.md). A package that is not in this table may import nothing and be imported by nobody. */
export const packageRules: Readonly<Record<string, PackageRule>> = {
  onnx: { octet: [], npm: ['@bufbuild/protobuf'], node: [...pure, 'fs', 'path'] },
  quantizer: { octet: ['onnx'], npm: [], node: pure },
  runtime: { octet: ['onnx', 'quantizer'], npm: ['onnxruntime-node', 'wabt'], node: 'any' },
  contracts: { octet: [], npm: ['typebox'], node: pure },
  datasets: { octet: ['onnx'], npm: ['sharp', 'tar-stream', 'typebox', 'yauzl', 'yazl'], node: 'any' },
  report: { octet: ['contracts'], npm: ['@observablehq/plot', 'linkedom'], node: pure },
  engine: { octet: ['contracts', 'datasets', 'onnx', 'quantizer', 'report', 'runtime'], npm: [], node: 'any' },
  cli: { octet: ['contracts', 'engine'], npm: ['cli-table3', 'commander', 'log-update'], node: 'any' },
  testing: { octet: ['onnx', 'quantizer'], npm: ['onnxruntime-node', 'vitest'], node: 'any' },
};

/** What test files may import on top of that. */
export const testRule: PackageRule = { octet: ['testing'], npm: ['fast-check', 'vitest'], node: 'any' };

/** What only one folder or file of its package may import. */
export const placeRules: Readonly<Record<string, { readonly only: string; readonly why: string }>> = {
  '@bufbuild/protobuf': { only: 'packages/onnx/src/serde/', why: 'protobuf is known to serde alone; everything else sees the graph' },
  wabt: { only: 'packages/runtime/src/calibrate/compile-kernels.ts', why: 'the WebAssembly assembler works at development time only' },
};
