/** `npm run conformance [-- --write]`: the outcome of every model of the conformance set, as docs/conformance.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { conformanceModels } from './outcomes/conformance-models.ts';
import { driveAll } from './outcomes/drive-all.ts';
import { conforming } from './outcomes/outcome.ts';
import { allConform, renderTable } from './outcomes/render-table.ts';

const page = join(import.meta.dirname, '../../docs/conformance.md');
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const set = conformanceModels();

if (set === undefined) {
  process.stderr.write('octet: the conformance set is not beside the repository; set OCTET_ZOO to the folder of the model zoo\n');
  process.exitCode = 1;
} else {
  const outcomes = await driveAll(set.folder, set.models, {
    onOutcome: ({ model, kind, detail }, done) => {
      if (!conforming.has(kind)) process.stderr.write(`${kind}: ${model}: ${detail}\n`);
      if (done % 100 === 0) process.stderr.write(`${done} of ${set.models.length}\n`);
    },
  });
  const text = renderTable(outcomes);
  if (values.write) await writeFile(page, text);
  else process.stdout.write(text);
  const current = (await readFile(page, 'utf8').catch(() => '')) === text;
  if (!current) process.stderr.write('docs/conformance.md says otherwise; run npm run conformance -- --write and review the difference\n');
  process.exitCode = current && allConform(outcomes) ? 0 : 1;
}
