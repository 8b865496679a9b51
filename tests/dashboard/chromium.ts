import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where the browser is; undefined, with a message, where it is not. In CI that is an error: nothing may be skipped there. */
export function findChromium(): string | undefined {
  const found = places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const message = 'There is no Chromium on this machine (apt-get install chromium).';
  if (process.env.CI === 'true') throw new Error(`${message} CI installs it by scripts/ci/install-test-servers.sh.`);
  process.stderr.write(`Skipping tests: ${message}\n`);
  return undefined;
}
