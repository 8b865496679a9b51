/** `npm run openapi`: says whether docs/openapi.json is the document of this code; with `-- --write` makes it so. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '@octet/gateway';

const path = join(import.meta.dirname, '../docs/openapi.json');
const text = `${JSON.stringify(await openApiDocument(), undefined, 2)}\n`;
const write = process.argv.includes('--write');

if (write) writeFileSync(path, text);
const same = write || readFileSync(path, 'utf8') === text;
process.stdout.write(`openapi: docs/openapi.json ${same ? 'is the document of this code' : 'is not; run npm run openapi -- --write'}\n`);
if (write) process.stdout.write('openapi: npm run generate makes the types of the dashboard from it\n');
process.exitCode = same ? 0 : 1;
