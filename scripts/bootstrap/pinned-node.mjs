import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExplainedError } from './explained-error.mjs';

/** First Node that runs TypeScript sources without a flag in the form this repository uses. */
const oldestMajor = 24;

/**
 * Path of the Node to run under: the one that the optional dependency `node-<platform>-<arch>` brings; where there is none for this
 * machine, the running Node, if it is new enough.
 */
export function pinnedNode(root) {
  const brought = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(brought)) return brought;
  if (Number.parseInt(process.versions.node, 10) >= oldestMajor) return process.execPath;
  throw new ExplainedError(
    `needs Node ${oldestMajor} or newer on ${process.platform}-${process.arch}, for which it brings none of its own; this is Node ${process.versions.node}. ` +
      `Install Node ${oldestMajor} and run the same command again.`,
  );
}
