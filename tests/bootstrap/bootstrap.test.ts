import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FreshClone } from './fresh-clone.ts';

describe('installing', () => {
  it('installs once, without install scripts, and runs the command under the Node that it brought', async () => {
    const clone = new FreshClone('octet');
    const first = await clone.run(['-p', 'process.execPath']);
    const second = await clone.run(['-p', '1 + 1']);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toMatch(/^octet: installing the dependencies/);
    expect(second).toEqual({ code: 0, stdout: '2\n', stderr: '' });
    expect(clone.npmCalls).toHaveLength(1);
    expect(clone.npmCalls[0]).toMatch(/^ci --ignore-scripts .*--include=optional/);
  });

  it('installs again when the lockfile changes', async () => {
    const clone = new FreshClone('octet');
    await clone.run(['-e', '0']);
    spawnSync('rm', ['-r', 'node_modules'], { cwd: clone.folder });
    clone.write('package-lock.json', '{ "packages": { "": { "version": "2" } } }');
    await clone.run(['-e', '0']);
    expect(clone.npmCalls).toHaveLength(2);
  });

  it('takes what npm install brought by hand, and only if it is all there', async () => {
    const clone = new FreshClone('octet');
    const lock = (version: string): string => JSON.stringify({ packages: { 'node_modules/a': { version, integrity: 'sha512-x' } } });
    mkdirSync(join(clone.folder, 'node_modules'));
    clone.write('node_modules/.package-lock.json', lock('1.0.0'));
    clone.write('package-lock.json', lock('1.0.0'));
    expect((await clone.run(['-e', '0'])).code).toBe(0);
    expect(clone.npmCalls).toEqual([]);
    clone.write('package-lock.json', lock('1.0.1'));
    await clone.run(['-e', '0']);
    expect(clone.npmCalls).toHaveLength(1);
  });

  it('works in a path with spaces and letters beyond ASCII, keeping arguments as they are', async () => {
    const clone = new FreshClone('größe 量 — octet');
    const { code, stdout } = await clone.run(['-p', 'process.argv.slice(1).join("|")', 'two words', '$HOME', 'ü']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'two words|$HOME|ü\n' });
  });

  it('lets one of two that start at once install, and both run', async () => {
    const clone = new FreshClone('octet');
    const both = [clone.start(['-p', '"a"'], { npm: 'slow' }), clone.start(['-p', '"b"'], { npm: 'slow' })];
    await Promise.race(both.map((each) => each.saw('another process is installing')));
    clone.write('go', '');
    const ended = await Promise.all(both.map((each) => each.finished));
    expect(ended.map(({ code, stdout }) => `${code} ${stdout}`)).toEqual(['0 a\n', '0 b\n']);
    expect(clone.npmCalls).toHaveLength(1);
    expect(clone.has('.octet-install.lock')).toBe(false);
  });

  it('takes the lock over from an installer that was killed', async () => {
    const clone = new FreshClone('octet');
    const { pid: dead } = spawnSync(process.execPath, ['-e', '0']);
    mkdirSync(join(clone.folder, '.octet-install.lock'));
    clone.write('.octet-install.lock/holder', JSON.stringify({ pid: dead, host: hostname() }));
    expect((await clone.run(['-p', '3'])).stdout).toBe('3\n');
    expect(clone.npmCalls).toHaveLength(1);
  });

  it('waits for a holder of another machine while it shows signs of life, and takes over once it has shown none for 30 s', async () => {
    const clone = new FreshClone('octet');
    const lock = join(clone.folder, '.octet-install.lock');
    mkdirSync(lock);
    clone.write('.octet-install.lock/holder', JSON.stringify({ pid: process.pid, host: 'elsewhere' }));
    const waiting = clone.start(['-p', '4']);
    await waiting.saw('another process is installing the dependencies; waiting for it');
    expect(clone.npmCalls).toEqual([]);
    const longAgo = new Date(Date.now() - 31_000);
    utimesSync(lock, longAgo, longAgo);
    expect((await waiting.finished).stdout).toBe('4\n');
    expect(clone.npmCalls).toHaveLength(1);
  });

  it('leaves no lock and no stamp behind when it is stopped while installing', async () => {
    const clone = new FreshClone('octet');
    const stopped = clone.start(['-p', '1'], { npm: 'slow' });
    await stopped.saw('installing');
    stopped.child.kill('SIGTERM');
    const { code, stderr } = await stopped.finished;
    expect(code).toBe(143);
    expect(stderr).toContain('octet: installation stopped by SIGTERM; run the same command again');
    expect(clone.has('.octet-install.lock')).toBe(false);
    expect((await clone.run(['-p', '1'])).stdout).toBe('1\n');
  });
});

describe('what can go wrong is said in plain words', () => {
  it.each([
    ['ENOTFOUND', 'The npm registry cannot be reached: check the network'],
    ['ECONNREFUSED', 'The npm registry cannot be reached: check the network'],
    ['ENOSPC', 'The disk is full'],
    ['EINTEGRITY', 'A package arrived damaged'],
    ['EWHATEVER', "npm's words are above."],
  ])('npm fails with %s', async (npm, words) => {
    const clone = new FreshClone('octet');
    const { code, stdout, stderr } = await clone.run(['-p', '1'], { npm });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('npm error the words of npm');
    expect(stderr.trimEnd().split('\n').at(-1)).toContain(`octet: npm ci failed (${npm}). ${words}`);
    expect(clone.has('.octet-install.lock')).toBe(false);
  });

  it('npm is missing', async () => {
    const clone = new FreshClone('octet');
    const { code, stderr } = await clone.run(['-p', '1'], { env: { npm_execpath: '', PATH: clone.folder } });
    expect(code).toBe(1);
    expect(stderr).toContain('octet: cannot start npm (ENOENT). It comes with Node; is it on PATH?');
  });

  it('the lockfile is missing', async () => {
    const clone = new FreshClone('octet');
    spawnSync('rm', ['package-lock.json'], { cwd: clone.folder });
    const { code, stderr } = await clone.run(['-p', '1']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^octet: cannot use .*package-lock\.json: it is missing\. Restore it with: git checkout -- \.\n$/);
  });

  it('the folder may not be written to', async ({ skip }) => {
    // root writes where it likes, so root drops to nobody; other users need nothing of the kind.
    const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : [];
    if (asNobody[0] && spawnSync('setpriv', ['--version']).error) skip('runs as root without setpriv');
    const clone = new FreshClone('octet');
    chmodSync(clone.folder, 0o555);
    const [command = process.execPath, ...first] = [...asNobody, process.execPath];
    const { status, stderr } = spawnSync(command, [...first, 'bootstrap.mjs', '-p', '1'], { cwd: clone.folder, encoding: 'utf8' });
    chmodSync(clone.folder, 0o755);
    expect(stderr).toMatch(/^octet: cannot use .*: it may not be written to\. Clone the repository into a folder of your own\.\n$/);
    expect(status).toBe(1);
  });
});

describe('the command that runs', () => {
  it('keeps its exit code, its input and output, and finds its own Node first on PATH', async () => {
    const clone = new FreshClone('octet');
    const { code, stdout, stderr } = await clone.run([
      '-e',
      'console.log(process.env.PATH.split(":")[0]); console.error("to stderr"); process.exit(7)',
    ]);
    expect(code).toBe(7);
    expect(stdout).toBe(`${join(clone.folder, `node_modules/node-${process.platform}-${process.arch}/bin`)}\n`);
    expect(stderr).toMatch(/to stderr\n$/);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('is sent %s, and its way of ending is the answer', async (signal, code) => {
    const clone = new FreshClone('octet');
    const deaf = clone.start(['-e', 'setInterval(() => {}, 1000); console.log("ready")']);
    const polite = clone.start(['-e', `process.on("${signal}", () => process.exit(5)); setInterval(() => {}, 1000); console.log("ready")`]);
    await Promise.all([deaf.saw('ready'), polite.saw('ready')]);
    deaf.child.kill(signal);
    polite.child.kill(signal);
    expect((await deaf.finished).code).toBe(code);
    expect((await polite.finished).code).toBe(5);
  });
});
