import { recipeSchema } from '@octet/contracts';

/** As JSON Schema writes it: what typebox makes is that. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly items?: FieldSchema;
}

export interface Field {
  /** JSON pointer in the recipe. */
  readonly pointer: string;
  readonly label: string;
  readonly schema: FieldSchema;
}

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

/** `max_accuracy_drop_points` as words. */
export const words = (name: string): string => {
  const spaced = name.replaceAll('_', ' ').replace('sqnr db', 'SQNR, dB').replace('drop points', 'drop, points');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

const top = (recipeSchema as FieldSchema).properties ?? {};
const entries = Object.entries(top);
const fieldOf = (pointer: string, name: string, schema: FieldSchema): Field => ({ pointer, label: words(name), schema });

/** The recipe's fields as its schema has them, so that a field added there is here: first the plain fields, then each object of fields. */
export const fieldGroups: readonly FieldGroup[] = [
  {
    title: 'Purpose',
    fields: entries.filter(([, { enum: names }]) => names !== undefined).map(([name, schema]) => fieldOf(`/${name}`, name, schema)),
  },
  ...entries.flatMap(([name, { properties }]) =>
    properties === undefined
      ? []
      : [{ title: words(name), fields: Object.entries(properties).map(([key, schema]) => fieldOf(`/${name}/${key}`, key, schema)) }],
  ),
];

/** Fields that hold rows. */
export const rowFields: readonly Field[] = entries
  .filter(([, { items }]) => items !== undefined)
  .map(([name, schema]) => fieldOf(`/${name}`, name, schema));
