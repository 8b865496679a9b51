import Type, { type Static } from 'typebox';
import { Default } from 'typebox/value';
import { type DeepReadonly, deepFreeze } from './deep-readonly.ts';
import { type Fault, faultsOf } from './faults.ts';
import { metricNames } from './metric.ts';
import { ProblemError } from './problem-error.ts';

const closed = { additionalProperties: false } as const;

/** A gate's threshold, or null to switch the gate off. */
const threshold = (value: number, options: { readonly minimum?: number; readonly description: string }) =>
  Type.Unsafe<number | null>({ type: ['number', 'null'], default: value, ...options });

export const targetNames = [
  'ort-cpu-x86',
  'ort-cpu-amx',
  'ort-cpu-vnni',
  'ort-cpu-avx512',
  'ort-cpu-avx2',
  'ort-cpu-arm64',
  'tensorrt',
  'openvino',
] as const;

/** Names that PyTorch users know: its quantized engines. FBGEMM is for x86-64, QNNPACK for Arm. A recipe is held with the target's own name. */
export const targetAliases = { fbgemm: 'ort-cpu-x86', qnnpack: 'ort-cpu-arm64' } as const satisfies Record<string, TargetName>;

export const observerNames = ['min-max', 'moving-average', 'percentile', 'histogram-mse', 'entropy', 'mean-min-max'] as const;

/** What the user asks. Every field has a default; the empty recipe is the best that the engine knows how to make. */
export const recipeSchema = Type.Object(
  {
    target: Type.Enum(['auto', ...targetNames], {
      default: 'auto',
      description: 'Where the artifact will run; auto: what suits the CPU of the worker.',
    }),
    calibration: Type.Object(
      {
        observer: Type.Enum(['auto', ...observerNames], { default: 'auto', description: 'How a range follows from what was seen.' }),
        samples: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 512, description: 'Calibration samples at most.' }),
        percentile: Type.Number({
          exclusiveMinimum: 50,
          maximum: 100,
          default: 99.999,
          description: 'Share kept, in percent; observer percentile.',
        }),
        seed: Type.Integer({ minimum: 0, maximum: 0xffff_ffff, default: 0, description: 'Chooses the samples and the held-out part.' }),
      },
      { ...closed, default: {} },
    ),
    weights: Type.Object(
      {
        granularity: Type.Enum(['per-channel', 'per-tensor'], { default: 'per-channel' }),
        symmetric: Type.Boolean({ default: true }),
      },
      { ...closed, default: {} },
    ),
    activations: Type.Object(
      {
        dtype: Type.Enum(['uint8', 'int8'], { default: 'uint8' }),
        symmetric: Type.Boolean({ default: false }),
      },
      { ...closed, default: {} },
    ),
    correct: Type.Object(
      {
        bias: Type.Enum(['auto', 'on', 'off'], { default: 'auto', description: 'Bias correction.' }),
        equalize: Type.Enum(['auto', 'on', 'off'], {
          default: 'auto',
          description: 'Cross-layer equalization. auto: off, since a scale for every weight channel does better.',
        }),
      },
      { ...closed, default: {} },
    ),
    exclude: Type.Array(
      Type.Object(
        {
          name: Type.Optional(
            Type.String({ minLength: 1, maxLength: 256, description: 'Regular expression, found anywhere in the node name.' }),
          ),
          op: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'Operator type, exactly.' })),
        },
        { ...closed, minProperties: 1, description: 'Nodes that match every given field stay FP32.' },
      ),
      { maxItems: 1000, default: [] },
    ),
    overrides: Type.Array(
      Type.Object(
        {
          value: Type.String({ minLength: 1, description: 'Name of a value of the FP32 model.' }),
          min: Type.Number(),
          max: Type.Number(),
        },
        { ...closed, description: 'A range that is not to be measured. min < max.' },
      ),
      { maxItems: 10_000, default: [] },
    ),
    gates: Type.Object(
      {
        max_accuracy_drop_points: threshold(1.0, { description: 'FP32 metric − INT8 metric, in points.' }),
        min_speedup: threshold(1.0, { minimum: 0, description: 'FP32 latency / INT8 latency, the worst thread setting.' }),
        min_size_ratio: threshold(3.0, { minimum: 0, description: 'FP32 file bytes / INT8 file bytes.' }),
        min_sqnr_db: threshold(20, { description: 'Signal to quantization noise at the outputs.' }),
      },
      { ...closed, default: {} },
    ),
    budget: Type.Object({ search_seconds: Type.Number({ minimum: 0, maximum: 86_400, default: 300 }) }, { ...closed, default: {} }),
    metric: Type.Enum(['auto', ...metricNames], {
      default: 'auto',
      description: 'auto: what the data set says, else top1 for class labels.',
    }),
  },
  { ...closed, $id: 'octet-recipe' },
);

export type Recipe = DeepReadonly<Static<typeof recipeSchema>>;
export type TargetName = (typeof targetNames)[number];
export type ObserverName = (typeof observerNames)[number];
export type GateName = keyof Recipe['gates'];

/**
 * The recipe with its defaults filled in and an alias of a target resolved, frozen. Throws ProblemError 'recipe/invalid' that lists every fault with its JSON pointer:
 * unknown fields, wrong types, values outside their limits, patterns that do not compile, ranges with min ≥ max.
 */
export function parseRecipe(json: unknown): Recipe {
  const filled = Default(recipeSchema, withoutAlias(structuredClone(json)));
  const faults = faultsOf(recipeSchema, filled);
  if (faults.length > 0) throw invalid(faults);
  const recipe = filled as Static<typeof recipeSchema>;
  const deeper = [...faultsOfPatterns(recipe), ...faultsOfRanges(recipe)];
  if (deeper.length > 0) throw invalid(deeper);
  return deepFreeze(recipe);
}

/** The same, from a file's text. Text that is no JSON is 'recipe/invalid' too. */
export function parseRecipeText(text: string): Recipe {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : 'is not JSON';
    throw invalid([{ pointer: '', message }], cause);
  }
  return parseRecipe(json);
}

export const defaultRecipe: Recipe = parseRecipe({});

function withoutAlias(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('target' in json)) return json;
  const alias = Object.entries(targetAliases).find(([name]) => name === json.target);
  return alias === undefined ? json : { ...json, target: alias[1] };
}

function* faultsOfPatterns(recipe: Recipe): Iterable<Fault> {
  for (const [i, { name }] of recipe.exclude.entries()) {
    if (name === undefined) continue;
    try {
      new RegExp(name, 'u');
    } catch (cause) {
      yield { pointer: `/exclude/${i}/name`, message: `is not a regular expression: ${(cause as Error).message}` };
    }
  }
}

function* faultsOfRanges(recipe: Recipe): Iterable<Fault> {
  const seen = new Map<string, number>();
  for (const [i, { value, min, max }] of recipe.overrides.entries()) {
    if (!(min < max)) yield { pointer: `/overrides/${i}`, message: `min ${min} must be below max ${max}` };
    const first = seen.get(value);
    if (first !== undefined) yield { pointer: `/overrides/${i}/value`, message: `overrides "${value}" again, after /overrides/${first}` };
    else seen.set(value, i);
  }
}

function invalid(faults: readonly Fault[], cause?: unknown): ProblemError {
  const lines = faults.map(({ pointer, message }) => `${pointer === '' ? 'the recipe' : pointer} ${message}`);
  const detail = `Recipe: ${lines.join('; ')}. Mend ${faults.length === 1 ? 'this field' : `these ${faults.length} fields`}, or leave out what has a default.`;
  return new ProblemError('recipe/invalid', detail, { faults, ...(cause === undefined ? {} : { cause }) });
}
