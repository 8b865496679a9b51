import { type KyselyPlugin, OperationNodeTransformer, sql, type ValueNode } from 'kysely';

/** PostgreSQL stores neither NUL nor half of a surrogate pair, and names in a stranger's model may hold both: they become U+FFFD. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

/** Makes every bound text storable, in every query. */
export const storableTextPlugin: KyselyPlugin = {
  transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
  transformResult: async ({ result }) => result,
};

class TextTransformer extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...node, value: storable(node.value) };
  }
}

const transformer = new TextTransformer();

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  return Array.isArray(value) ? value.map(storable) : value;
}

/** Bound as jsonb. Its escapes are made of text that is storable. */
export const json = (value: unknown) => (value === null || value === undefined ? sql`NULL::jsonb` : sql`${jsonText(value)}::jsonb`);

/** The value as it comes back from the database. */
export const asStored = <T>(value: T): T => JSON.parse(jsonText(value));

const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? storableText(inner) : inner));
