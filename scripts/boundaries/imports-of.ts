/** The three forms in which biome leaves an import: `import … from 'x'` and `export … from 'x'`, `import 'x'`, `import('x')`. */
const forms = [/^(?:import|export)\s[^;'"]*?\sfrom\s+'([^']+)'/gm, /^import\s+'([^']+)'/gm, /\bimport\(\s*'([^']+)'\s*\)/g];

/** Specifiers that `source` imports, type imports included, in the order of the forms. */
export function importsOf(source: string): string[] {
  return forms.flatMap((form) => Array.from(source.matchAll(form), ([, specifier]) => specifier ?? ''));
}
