import { type GateName, ProblemError } from '@octet/contracts';

const gates: Readonly<Record<string, { readonly gate: GateName; readonly relation: '<=' | '>=' }>> = {
  drop: { gate: 'max_accuracy_drop_points', relation: '<=' },
  speedup: { gate: 'min_speedup', relation: '>=' },
  size: { gate: 'min_size_ratio', relation: '>=' },
  sqnr: { gate: 'min_sqnr_db', relation: '>=' },
};

/** `drop<=1.0`, `speedup>=1.5`, `size>=3`, `sqnr>=30`, or `NAME=off`: the recipe's gates. Throws ProblemError 'usage'. */
export function parseGates(texts: readonly string[]): Partial<Record<GateName, number | null>> {
  return Object.fromEntries(texts.map(parseGate));
}

function parseGate(text: string): [GateName, number | null] {
  const [, name = '', relation, threshold = ''] = /^\s*(\w+)\s*(<=|>=|=)\s*(\S+)\s*$/.exec(text) ?? [];
  const known = gates[name];
  if (known !== undefined && relation === '=' && threshold === 'off') return [known.gate, null];
  if (known !== undefined && relation === known.relation && Number.isFinite(Number(threshold))) return [known.gate, Number(threshold)];
  const forms = Object.entries(gates).map(([word, gate]) => `${word}${gate.relation}NUMBER`);
  throw new ProblemError('usage', `"${text}" is no gate. Gates are ${forms.join(', ')}, or NAME=off.`);
}
