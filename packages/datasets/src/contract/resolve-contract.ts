import { DatasetError } from '../errors.ts';
import type { MetricName } from '../metrics/metric-name.ts';
import type { ModelInput } from '../model-input.ts';
import type { DatasetContract } from './contract.ts';
import { type ResolvedInput, resolveInput } from './resolve-input.ts';

/** The contract with every field decided. A frozen plain object: the report echoes it. */
export interface ResolvedContract {
  readonly inputs: readonly ResolvedInput[];
  readonly labels: string;
  readonly label_offset: number;
  readonly metric: MetricName | null;
  readonly split: { readonly evaluation_share: number; readonly seed: number };
}

export function resolveContract(inputs: readonly ModelInput[], stated: DatasetContract): ResolvedContract {
  const names = inputs.map((i) => i.name);
  for (const name of Object.keys(stated.inputs ?? {})) {
    if (!names.includes(name)) {
      throw new DatasetError(
        'dataset/wrong-name',
        `dataset.json describes the input "${name}"; the model has ${names.map((n) => `"${n}"`).join(', ')}. Rename it.`,
        { where: `inputs.${name}` },
      );
    }
  }
  return Object.freeze({
    inputs: inputs.map((i) =>
      resolveInput(i, stated.inputs !== undefined && Object.hasOwn(stated.inputs, i.name) ? stated.inputs[i.name] : {}),
    ),
    labels: stated.labels ?? 'labels',
    label_offset: stated.label_offset ?? 0,
    metric: stated.metric ?? null,
    split: Object.freeze({ evaluation_share: stated.split?.evaluation_share ?? 0.2, seed: stated.split?.seed ?? 0 }),
  });
}
