import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface DemoArguments {
  /** One JSON object on stdout instead of the table. */
  readonly json: boolean;
  /** Absolute folder for the artifact and the report. */
  readonly out: string;
  /** Absolute path of a recipe file; the empty recipe without one. */
  readonly recipe: string | undefined;
}

export const demoUsage = `Usage: npm run demo -- [--json] [--out DIR] [--recipe FILE]

Quantizes MiniCNN on CIFAR-10 to INT8 and shows what it cost and what it brought.

  --json         print one JSON object instead of the table (use: npm run -s demo -- --json)
  --out DIR      where the artifact and the report go (default: octet-out/demo)
  --recipe FILE  a recipe of your own (default: the empty recipe, which is the best that Octet knows)
`;

/** `help` for --help; throws a TypeError in plain words for what it does not know. Relative paths start at `folder`. */
export function parseDemoArguments(args: readonly string[], folder: string): DemoArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      out: { type: 'string', default: 'octet-out/demo' },
      recipe: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return { json: values.json, out: resolve(folder, values.out), recipe: values.recipe && resolve(folder, values.recipe) };
}
