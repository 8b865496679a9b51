import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const heartbeatMs = 2_000;
const silentTooLongMs = 30_000;

/**
 * Tries to become the one process that installs; answers the release function, or undefined while another one holds the lock.
 * The lock is a folder (mkdir is atomic on every file system) whose holder touches it every 2 s. A holder that died, or that has not
 * touched it for 30 s (a pid of another machine or container cannot be asked), loses it.
 */
export function tryInstallLock(folder) {
  if (!made(folder)) {
    removeIfAbandoned(folder);
    return undefined;
  }
  writeFileSync(join(folder, 'holder'), JSON.stringify({ pid: process.pid, host: hostname() }));
  const heartbeat = setInterval(() => utimesSync(folder, new Date(), new Date()), heartbeatMs);
  return () => {
    clearInterval(heartbeat);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Removal happens under a second lock, and looks again inside it: two waiters must not remove each other's fresh lock. */
function removeIfAbandoned(folder) {
  if (!abandoned(folder)) return;
  const takeover = `${folder}.takeover`;
  if (made(takeover)) {
    if (abandoned(folder)) rmSync(folder, { recursive: true, force: true });
    rmSync(takeover, { recursive: true, force: true });
  } else if (ageMs(takeover) > silentTooLongMs) {
    rmSync(takeover, { recursive: true, force: true });
  }
}

function abandoned(folder) {
  if (ageMs(folder) > silentTooLongMs) return true;
  const holder = holderOf(folder);
  return holder !== undefined && holder.host === hostname() && !alive(holder.pid);
}

function holderOf(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'holder'), 'utf8'));
  } catch {
    return undefined; // between mkdir and the write, or already released
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function ageMs(folder) {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat ? Date.now() - stat.mtimeMs : 0;
}

function made(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}
