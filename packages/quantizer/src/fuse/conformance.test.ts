import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { decodeModel, type Model } from '@octet/onnx';
import { expectEquivalent, isRandom, randomFeeds, directRunner as runner, zooFile } from '@octet/testing';
import { expect, test } from 'vitest';
import type { Feeds } from '../ports.ts';
import { probeShapes } from '../probe-shapes.ts';
import { fuse } from './fuse.ts';

/** What came of one model: 'equal', 'not run' where the model itself does not decode, run, or answer the same twice, or draws random numbers; else the complaint. */
async function outcomeOf(path: string): Promise<string> {
  let before: Model;
  let feeds: Feeds;
  try {
    before = decodeModel(readFileSync(path));
    if (isRandom(before)) return 'not run';
    feeds = randomFeeds(before, 1);
    await expectEquivalent(before, before, { rtol: 0, atol: 0, feeds });
  } catch {
    return 'not run';
  }
  try {
    const after = before.clone();
    const shapes = await probeShapes(after, runner, feeds);
    await fuse(after, { runner, shapes, verify: true });
    await expectEquivalent(before, after, { rtol: 1e-4, atol: 1e-5, feeds });
    return 'equal';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test('every model of the conformance set that runs, runs fused with the same outputs', { timeout: 120_000 }, async ({ skip }) => {
  const folder = zooFile('conformance');
  if (folder === undefined) return skip();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.onnx'));
  const complaints: string[] = [];
  let equal = 0;
  for (const name of names) {
    const outcome = await outcomeOf(resolve(folder, name));
    if (outcome === 'equal') equal++;
    else if (outcome !== 'not run') complaints.push(`${name}: ${outcome}`);
  }
  expect(complaints).toEqual([]);
  expect(equal).toBeGreaterThanOrEqual(490);
});
