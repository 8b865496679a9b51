import { conforming, type Outcome, type OutcomeKind } from './outcome.ts';

const meanings = {
  quantized: 'computes on integers; runs, and agrees with FP32 within the quantization step',
  'weights-only': 'integers would be slower, so weights are stored as int8; runs, and agrees with FP32',
  untouched: 'given back as it came, with the reason; its converted form runs, and agrees with FP32',
  refused: 'a problem with code and place; nothing is written',
  wrong: '**runs, but its outputs do not agree with FP32**',
  crashed: '**the process died**',
  hung: '**no answer in time**',
} as const satisfies Record<OutcomeKind, string>;

/** docs/conformance.md: counts, then one row a model that says more than "no layer to quantize". The same outcomes give the same text. */
export function renderTable(outcomes: readonly Outcome[]): string {
  const plain = outcomes.filter((o) => o.kind === 'untouched' && o.detail === nothingToQuantize);
  const telling = outcomes.filter((o) => !plain.includes(o));
  return `# Conformance

What the engine makes of the ${outcomes.length} small models of \`../shared/zoo/conformance\`: opsets 1 to 24, 141 operator types, nested If, Loop and Scan,
float16 and double, unknown domains, string tensors. Each goes through the engine's steps in a child process with a time limit: load, raise the
opset, run FP32 on seeded inputs, quantize for \`ort-cpu-vnni\`, run the artifact, compare.

Regenerate with \`npm run conformance -- --write\`. A slow test compares this page with a fresh run.

| outcome | models | meaning |
|---|---:|---|
${(Object.keys(meanings) as OutcomeKind[]).map((kind) => `| ${kind} | ${count(outcomes, kind)} | ${meanings[kind]} |`).join('\n')}

onnxruntime opens ${outcomes.filter((o) => o.opens).length} of the models. Agreement means: for every float output the largest error is at most 8 steps of
its range, (max − min) / 255, or its SQNR is at least 20 dB; at most one in ten elements of other outputs differs.

## Models that say something

| model | opens | outcome | code or reason | place |
|---|---|---|---|---|
${telling.map(row).join('\n')}

## Models without a layer to quantize

${plain.length} models are untouched because they have no Conv, Gemm or MatMul:

${byFolder(plain).join('\n')}
`;
}

/** Whether every model met an outcome that the engine may have. */
export function allConform(outcomes: readonly Outcome[]): boolean {
  return outcomes.every((o) => conforming.has(o.kind));
}

export const nothingToQuantize = 'no Conv, Gemm or MatMul';

function row(o: Outcome): string {
  const why = o.kind === 'refused' ? `${o.code}${o.opens && o.runs === false ? ' (FP32 does not run on any seeded input)' : ''}` : said(o);
  return `| ${shortName(o.model)} | ${o.opens ? 'yes' : 'no'} | ${o.kind} | ${cell(why)} | ${cell(o.where ?? '')} |`;
}

function said({ detail, integerNodes = 0 }: Outcome): string {
  const nodes = integerNodes > 0 ? `${integerNodes} integer ${integerNodes === 1 ? 'node' : 'nodes'}` : '';
  return [nodes, detail ?? ''].filter((t) => t !== '').join('; ');
}

function byFolder(outcomes: readonly Outcome[]): string[] {
  const names = Map.groupBy(
    outcomes.map((o) => o.model),
    (m) => m.split('/')[0] ?? '',
  );
  return [...names].map(([folder, models]) => `- \`${folder}\`: ${models.map((m) => cell(shortName(m, false))).join(', ')}`);
}

/** `tests/conv1d/conv1d` for burn/onnx-tests__tests__conv1d__conv1d.onnx. */
function shortName(model: string, withFolder = true): string {
  const [folder = '', file = ''] = model.split('/');
  const name = file
    .replace(/\.onnx$/, '')
    .replace(/^onnx-tests__tests__/, '')
    .replaceAll('__', '/');
  return withFolder ? `${folder}: ${cell(name)}` : name;
}

function count(outcomes: readonly Outcome[], kind: OutcomeKind): number {
  return outcomes.filter((o) => o.kind === kind).length;
}

/** Names come out of models: no pipe may end a cell, no character may begin markup. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_|<>[\]]/g, '\\$&');
}
