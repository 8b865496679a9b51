import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { tryInstallLock } from './install-lock.mjs';
import { npmCi } from './npm-ci.mjs';
import { linkPostgres } from './postgres-links.mjs';

const pollMs = 250;
/** Goes up when more is done after npm than before: what is there is brought up to date then. */
const stepsVersion = '2';

/**
 * Makes node_modules agree with package-lock.json. Costs one hash when it already does. Any number of processes may call it at once:
 * one installs, the others wait for it.
 */
export async function ensureInstalled(root) {
  const stamp = { file: join(root, 'node_modules', '.octet-stamp'), text: stampOf(root) };
  let said = false;
  while (!stands(stamp)) {
    const release = tryInstallLock(join(root, '.octet-install.lock'));
    if (release === undefined) {
      if (!said) process.stderr.write('octet: another process is installing the dependencies; waiting for it\n');
      said = true;
      await wait(pollMs);
      continue;
    }
    try {
      // Looked at again under the lock: the holder before us may have just finished.
      if (!stands(stamp)) await install(root, stamp);
    } finally {
      release();
    }
  }
}

async function install(root, stamp) {
  if (!installedByHand(root)) await npmCi(root);
  linkPostgres(root);
  writeFileSync(stamp.file, stamp.text);
}

/** node_modules depends on the lockfile and on the machine (optional dependencies differ by platform). */
function stampOf(root) {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lockfile).update(`${process.platform}-${process.arch} ${stepsVersion}`).digest('hex');
}

function stands({ file, text }) {
  return existsSync(file) && readFileSync(file, 'utf8') === text;
}

/** True where `npm install` has already brought every package of the lockfile that this machine takes; npm writes its record last. */
function installedByHand(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, want]) => {
    const have = present[path];
    if (have) return have.link === want.link && have.version === want.version && have.integrity === want.integrity;
    return !path.startsWith('node_modules/') || (want.optional === true && !isForThisMachine(want));
  });
}

/** Optional packages without a platform of their own are parts of others for foreign platforms. */
function isForThisMachine({ os = [], cpu = [], libc }) {
  return os.includes(process.platform) && cpu.includes(process.arch) && libc?.includes('musl') !== true;
}
