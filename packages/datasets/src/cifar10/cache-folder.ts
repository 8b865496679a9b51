import { access, constants, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder that outlives the run, for what was downloaded: OCTET_CACHE, XDG_CACHE_HOME/octet or ~/.cache/octet, whichever is set first; the
 * temporary folder where that one cannot be written.
 */
export async function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): Promise<string> {
  const wanted = env['OCTET_CACHE'] || (env['XDG_CACHE_HOME'] ? join(env['XDG_CACHE_HOME'], 'octet') : join(homedir(), '.cache', 'octet'));
  try {
    await mkdir(wanted, { recursive: true });
    await access(wanted, constants.W_OK);
    return wanted;
  } catch {
    const fallback = join(tmpdir(), 'octet-cache');
    await mkdir(fallback, { recursive: true });
    return fallback;
  }
}
