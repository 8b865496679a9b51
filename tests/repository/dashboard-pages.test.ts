import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const services = join(import.meta.dirname, '../../services');
const read = (path: string) => readFileSync(join(services, path), 'utf8');
const quoted = (text: string) => [...text.matchAll(/'(\/[^']*)'/g)].map(([, path]) => path);

it('the gateway answers the address of every page of the dashboard, and of nothing that is no page', () => {
  const table = /export const routes[^=]*= \[(.*?)\n\];/s.exec(read('dashboard/src/routes.tsx'))?.[1] ?? '';
  const pages = /const pages = \[(.*?)\];/s.exec(read('gateway/src/site/dashboard.ts'))?.[1] ?? '';
  expect(quoted(table).length).toBeGreaterThan(3);
  // The first page is index.html itself.
  expect(quoted(pages).sort()).toEqual(
    quoted(table)
      .filter((path) => path !== '/')
      .sort(),
  );
});
