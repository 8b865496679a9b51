import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Runs a fixture of tests/repository/rules under the repository's rules; text without colours. */
function vitest(fixture: string): { status: number | null; text: string; lastLine: string | undefined } {
  const config = join(import.meta.dirname, 'rules/vitest.config.ts');
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', config, fixture];
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
  const env = { ...Object.fromEntries(inherited), NO_COLOR: '1', FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}`, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

describe('a run of the tests', () => {
  it('passes where all that was opened is closed, and ends with its counts', () => {
    expect(vitest('closes')).toMatchObject({ status: 0, lastLine: '1 passed, 0 failed, 1 skipped' });
  });

  it('fails where a timer, a server or a worker thread is left open', () => {
    const { status, text, lastLine } = vitest('leaves-open');
    expect(text).toMatch(/the tests of this file leave open: .*Timeout/);
    expect(text).toMatch(/leave open: .*TCPServerWrap/);
    expect(text).toMatch(/leave open: .*Worker/);
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '1 passed, 1 failed, 0 skipped' });
  });

  it('fails where a test asserts nothing', () => {
    expect(vitest('asserts-nothing')).toMatchObject({ status: 1, lastLine: '0 passed, 1 failed, 0 skipped' });
  });

  it('fails where nothing ran', () => {
    expect(vitest('no-such-fixture')).toMatchObject({ status: 1, lastLine: '0 passed, 0 failed, 0 skipped' });
  });
});

describe('the plugin of the linter', () => {
  /** Line numbers on which a test file of these lines is refused for an expect without a matcher. */
  function refusedLines(lines: readonly string[]): number[] {
    const folder = mkdtempSync(join(tmpdir(), 'octet-lint-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'lines.test.ts'), `${lines.join('\n')}\n`);
    // A configuration of its own: Biome's use of .gitignore cannot look at files outside the repository.
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ plugins: [join(root, 'scripts/lint/expect-has-matcher.grit')] }));
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--reporter=github', folder];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const refusals = stdout.split('\n').filter((line) => line.includes('expect() without a matcher asserts nothing'));
    return refusals.map((line) => Number(/line=(\d+)/.exec(line)?.[1])).sort();
  }

  it('refuses every form of an expect without a matcher', () => {
    expect(refusedLines(['expect(1);', 'expect(1).not;', 'await expect(one).resolves;', 'await expect(one);'])).toEqual([1, 2, 3, 4]);
  });

  it('allows matchers, and an expectation that is kept for later', () => {
    expect(refusedLines(['expect(1).toBe(1);', 'await expect(one).resolves.toBe(1);', 'const claim = expect(1);'])).toEqual([]);
  });
});
