import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
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

const cifar10 = process.env.OCTET_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'octet');
const whole = { webhook_verified: true, evidence_verified: true, integer_kernels: { integer: 4, float: 0 } };

it('two demos at once in a folder that only its owner may enter: both go through a service of their own', async () => {
  const demo = async (name: string) => {
    const { stdout } = await run('npm', ['run', '-s', 'demo', '--', '--json', '--out', name], {
      cwd: clone,
      env: { ...env, OCTET_CACHE: cifar10 },
    });
    return JSON.parse(stdout) as { job_id: string };
  };
  const [one, other] = await Promise.all([demo('one'), demo('other')]);
  expect(one).toMatchObject(whole);
  expect(other).toMatchObject(whole);
  expect(one.job_id).not.toBe(other.job_id);
});

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const asNobody = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];

it.runIf(isRoot)('a user without any rights runs the demo in a clone of their own', async () => {
  chmodSync(place, 0o755);
  await run('chown', ['-R', `${nobody}:${nobody}`, place]);
  const cache = join(place, 'home/.cache/octet');
  await run('setpriv', [...asNobody, 'mkdir', '-p', cache]);
  await run('cp', ['-r', `${cifar10}/.`, cache]);
  const { stdout } = await run('setpriv', [...asNobody, 'npm', 'run', '-s', 'demo', '--', '--json'], { cwd: clone, env });
  expect(JSON.parse(stdout)).toMatchObject(whole);
});
