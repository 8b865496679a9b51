#!/usr/bin/env node
// Stands in for npm in the tests of the bootstrap: installs a `node_modules` with a pinned Node that is the running one, and keeps count.
// FAKE_NPM: 'ok' | 'slow' (until the file `go` appears beside the lockfile) | an npm error code to fail with.
import { appendFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const mode = process.env.FAKE_NPM ?? 'ok';
appendFileSync('npm-calls.log', `${process.argv.slice(2).join(' ')}\n`);
if (mode === 'slow') while (!existsSync('go')) await wait(20);
if (/^E/.test(mode)) {
  console.error(`npm error code ${mode}\nnpm error the words of npm`);
  process.exit(1);
}
const bin = `node_modules/node-${process.platform}-${process.arch}/bin`;
mkdirSync(bin, { recursive: true });
symlinkSync(process.execPath, `${bin}/node`);
writeFileSync('node_modules/installed-by', 'fake npm');
