import { afterEach, expect, it, vi } from 'vitest';
import { findTestServerProgram } from './test-server-program.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const absent = { name: 'no-such-server', install: 'apt-get install no-such-server' };

it('finds a program on PATH or in the given folders', () => {
  expect(findTestServerProgram({ name: 'sh', install: '' })).toMatch(/\/sh$/);
  vi.stubEnv('PATH', '');
  expect(findTestServerProgram({ name: 'sh', folders: ['/bin'], install: '' })).toBe('/bin/sh');
});

it('says how to get one that is absent, so that its tests can be skipped', () => {
  vi.stubEnv('CI', '');
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(findTestServerProgram(absent)).toBeUndefined();
  expect(said).toHaveBeenCalledWith(expect.stringContaining('apt-get install no-such-server'));
});

it('skips nothing in CI', () => {
  vi.stubEnv('CI', 'true');
  expect(() => findTestServerProgram(absent)).toThrow('CI installs it');
});
