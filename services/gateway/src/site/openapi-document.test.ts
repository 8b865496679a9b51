import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Route, routes } from '@octet/contracts';
import { expect, test } from 'vitest';
import { openApiDocument } from './openapi-document.ts';

type Paths = Readonly<Record<string, Readonly<Record<string, { readonly operationId: string; readonly responses: object }>>>>;

test('docs/openapi.json is the document of this code: npm run openapi -- --write', async () => {
  const kept = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../docs/openapi.json'), 'utf8'));
  expect(kept).toEqual(JSON.parse(JSON.stringify(await openApiDocument())));
});

test('it has every route of the table under its name, with each of its answers, and nothing else', async () => {
  const { paths } = (await openApiDocument()) as { paths: Paths };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, responses }]) => [operationId, method, path, Object.keys(responses).sort()]),
  );
  const stated = Object.entries(routes).map(([name, { method, path, answers }]: [string, Route]) => [
    name,
    method.toLowerCase(),
    path.replaceAll(/:(\w+)/g, '{$1}'),
    [...Object.keys(answers), '4XX', '5XX'].sort(),
  ]);
  expect(described.sort()).toEqual(stated.sort());
});

test('what recurs is written once: every schema under components is referred to', async () => {
  const document = (await openApiDocument()) as { components: { schemas: object } };
  const text = JSON.stringify(document);
  const unused = Object.keys(document.components.schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`));
  expect(unused).toEqual([]);
});
