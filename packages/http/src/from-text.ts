import type { TSchema } from 'typebox';

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  integer: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
  number: (text) => (/^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text),
  boolean: (text) => ({ true: true, false: false })[text] ?? text,
};

/**
 * Path, query or header fields as the schema's properties have them: "5" where an integer is wanted is 5. What does not look like one stays
 * text, for the check to refuse: "true" is no number.
 */
export function fromText(schema: TSchema, given: unknown): unknown {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, { readonly type?: string }>> };
  return Object.fromEntries(
    Object.entries((given ?? {}) as object).map(([name, value]) => {
      const read = readers[properties[name]?.type ?? ''];
      return [name, read !== undefined && typeof value === 'string' ? read(value) : value];
    }),
  );
}
