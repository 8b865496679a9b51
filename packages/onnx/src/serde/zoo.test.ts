import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directRunner, zooFile } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { parseModel } from '../text/parse-model.ts';
import { printModel } from '../text/print-model.ts';
import { verifyModel } from '../verify/verify-model.ts';
import { decodeModel } from './decode-model.ts';
import { encodeToBuffer } from './encode-model.ts';

const folder = zooFile('.');
const files = folder === undefined ? [] : globSync('**/*.onnx', { cwd: folder }).sort();
const checksum = { weights: 'checksum' } as const;

/** Whether onnxruntime opens it; unoptimised, which is faster. */
async function opens(bytes: Uint8Array): Promise<boolean> {
  try {
    await using _ = await directRunner.open(bytes, { optimization: 'disabled' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(folder === undefined)('every model of the zoo', () => {
  test('is decoded, sound, and the same after encoding', () => {
    expect(files.length).toBeGreaterThan(580);
    for (const file of files) {
      const model = decodeModel(readFileSync(join(folder ?? '', file)));
      verifyModel(model);
      const bytes = encodeToBuffer(model);
      const again = decodeModel(bytes);
      expect(printModel(again, checksum), file).toBe(printModel(model, checksum));
      expect(Buffer.from(encodeToBuffer(again.clone())).equals(bytes), file).toBe(true);
    }
  }, 30_000);

  test('survives its text form, if it is small', () => {
    let count = 0;
    for (const file of files) {
      const bytes = readFileSync(join(folder ?? '', file));
      if (bytes.length > 20_000) continue;
      const text = printModel(decodeModel(bytes));
      expect(printModel(parseModel(text)).replace(/^# model-local.*\n/m, ''), file).toBe(text.replace(/^# model-local.*\n/m, ''));
      count++;
    }
    expect(count).toBeGreaterThan(400);
  }, 30_000);

  test('opens in onnxruntime after encoding wherever it did before', async () => {
    let opened = 0;
    for (const file of files) {
      const bytes = readFileSync(join(folder ?? '', file));
      if (!(await opens(bytes))) continue;
      expect(await opens(encodeToBuffer(decodeModel(bytes))), file).toBe(true);
      opened++;
    }
    expect(opened).toBeGreaterThan(520);
  }, 60_000);
});
