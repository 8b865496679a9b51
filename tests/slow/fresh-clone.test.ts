import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
const place = realpathSync(mkdtempSync(join(tmpdir(), 'fresh clône of Octet ')));
const clone = join(place, 'octet');
let env: NodeJS.ProcessEnv;

/** What a newcomer has: an empty home folder and the machine's own Node and npm; npm's cache is lent to them to spare the registry. */
beforeAll(async () => {
  const { stdout: cache } = await run('npm', ['config', 'get', 'cache']);
  await run('git', ['clone', '--quiet', '--no-hardlinks', repository, clone]);
  const home = join(place, 'home');
  mkdirSync(home);
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.startsWith(repository));
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_OPTIONS|NODE_ENV|INIT_CWD)/.test(name));
  env = { ...Object.fromEntries(inherited), HOME: home, PATH: path.join(':'), npm_config_cache: cache.trim() };
});

afterAll(() => rm(place, { recursive: true, force: true }));

it('a fresh clone, in a path with spaces, installs itself once when two commands start together, and runs both under the pinned Node', async () => {
  const command = (script: string): Promise<{ stdout: string; stderr: string }> => run('npm', ['run', '-s', script], { cwd: clone, env });
  const [boundaries, alsoBoundaries] = await Promise.all([command('boundaries'), command('boundaries')]);
  expect(boundaries.stdout).toMatch(/^boundaries: \d+ files, 0 forbidden imports\n$/);
  expect(alsoBoundaries.stdout).toBe(boundaries.stdout);
  expect(`${boundaries.stderr}${alsoBoundaries.stderr}`.match(/octet: installing the dependencies/g)).toHaveLength(1);
  const { stdout } = await run('npm', ['exec', '--offline', '--', 'node', '--version'], { cwd: clone, env });
  expect(stdout).toBe('v24.21.0\n');
});

it('a second command starts at once and says nothing of its own', async () => {
  const { stderr } = await run('npm', ['run', '-s', 'boundaries'], { cwd: clone, env });
  expect(stderr).toBe('');
});
