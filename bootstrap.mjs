/**
 * The one command behind every npm script: `node bootstrap.mjs FILE [ARGUMENT…]`.
 *
 * Needs nothing but Node 20 and npm. Installs what package-lock.json asks for (once), then runs FILE under the Node that
 * the repository pins, so that it does not matter which Node the machine has.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explain } from './scripts/bootstrap/explained-error.mjs';
import { ensureInstalled } from './scripts/bootstrap/install.mjs';
import { pinnedNode } from './scripts/bootstrap/pinned-node.mjs';
import { runUnder } from './scripts/bootstrap/run-under.mjs';

const root = dirname(fileURLToPath(import.meta.url));

try {
  await ensureInstalled(root);
  process.exitCode = await runUnder(pinnedNode(root), process.argv.slice(2));
} catch (error) {
  process.stderr.write(`octet: ${explain(error, root)}\n`);
  process.exitCode = error.exitCode ?? 1;
}
