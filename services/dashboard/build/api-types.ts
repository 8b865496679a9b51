/** `npm run generate`: writes src/api/gen/openapi.ts, the types of all that docs/openapi.json says. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const document = join(import.meta.dirname, '../../../docs/openapi.json');
const folder = join(import.meta.dirname, '../src/api/gen');

const blob = ts.factory.createTypeReferenceNode('Blob');
const nodes = await openapiTS(JSON.parse(readFileSync(document, 'utf8')), {
  alphabetize: true,
  emptyObjectsUnknown: true,
  // Bytes are what a browser has of a file; the generator alone would call them a string.
  transform: ({ format }) => (format === 'binary' ? blob : undefined),
});
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'openapi.ts'),
  `// Generated from docs/openapi.json by npm run generate; changes here are lost.\n${astToString(nodes)}`,
);
