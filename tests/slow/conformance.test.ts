import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { conformanceModels } from '../conformance/outcomes/conformance-models.ts';
import { driveAll } from '../conformance/outcomes/drive-all.ts';
import { conforming } from '../conformance/outcomes/outcome.ts';
import { renderTable } from '../conformance/outcomes/render-table.ts';

const set = conformanceModels();
if (set === undefined)
  console.warn('skipped: the conformance set is not beside the repository; set OCTET_ZOO to the folder of the model zoo');

it.skipIf(set === undefined)(
  'no model of the conformance set crashes, hangs or comes out wrong, and docs/conformance.md says what became of each',
  async () => {
    const { folder, models } = set as NonNullable<typeof set>;
    const outcomes = await driveAll(folder, models);
    expect(outcomes.filter((o) => !conforming.has(o.kind))).toEqual([]);
    expect(
      outcomes.filter((o) => o.kind === 'refused' && (o.code === undefined || o.code === 'internal' || o.where === undefined)),
    ).toEqual([]);
    const [fresh, page] = [renderTable(outcomes), readFileSync(join(import.meta.dirname, '../../docs/conformance.md'), 'utf8')].map((t) =>
      t.split('\n'),
    );
    expect(
      fresh?.filter((line) => !page?.includes(line)),
      'run npm run conformance -- --write and review the difference',
    ).toEqual([]);
    expect(fresh).toHaveLength(page?.length ?? 0);
  },
);
