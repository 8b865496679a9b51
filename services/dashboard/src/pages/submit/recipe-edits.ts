type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The recipe that is written, where the text is an object. */
export function readRecipeText(text: string): Tree | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isTree(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const writeRecipe = (recipe: Tree): string => JSON.stringify(recipe, null, 2);

const keysOf = (pointer: string): readonly string[] => pointer.slice(1).split('/');

export function valueAt(recipe: Tree, pointer: string): unknown {
  return keysOf(pointer).reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), recipe);
}

/** The recipe with another value there; undefined takes the field out, and an object that is left empty with it. */
export function withValue(recipe: Tree, pointer: string, value: unknown): Tree {
  return put(recipe, keysOf(pointer), value);
}

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: unknown): Tree {
  const { [key]: before, ...others } = tree;
  const after = rest.length === 0 ? value : put(isTree(before) ? before : {}, rest, value);
  if (after === undefined || (rest.length > 0 && isTree(after) && Object.keys(after).length === 0)) return others;
  return key in tree ? { ...tree, [key]: after } : { ...others, [key]: after };
}

/** The recipe without what says the default anyway. */
export function withoutDefaults(recipe: unknown, defaults: unknown): Tree {
  if (!isTree(recipe) || !isTree(defaults)) return {};
  const kept = Object.entries(recipe).flatMap(([key, value]): [string, unknown][] => {
    const usual = defaults[key];
    if (isTree(value) && isTree(usual)) {
      const inner = withoutDefaults(value, usual);
      return Object.keys(inner).length === 0 ? [] : [[key, inner]];
    }
    return JSON.stringify(value) === JSON.stringify(usual) ? [] : [[key, value]];
  });
  return Object.fromEntries(kept);
}
