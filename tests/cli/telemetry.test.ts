import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { octet } from './run-octet.ts';

it('a command that runs models leaves no telemetry of onnxruntime behind', async () => {
  const home = await mkdtemp(join(tmpdir(), 'octet-home-'));
  try {
    const { code, stdout } = await octet(['doctor'], { env: { HOME: home } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/self-test/);
    expect(globSync('**/*', { cwd: home }).filter((path) => /onnxruntime|microsoft/i.test(path))).toEqual([]);
  } finally {
    await rm(home, { recursive: true });
  }
});
