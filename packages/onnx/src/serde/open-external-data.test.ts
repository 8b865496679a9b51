import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printModel } from '../text/print-model.ts';
import { decodeModel } from './decode-model.ts';
import { encodeToBuffer } from './encode-model.ts';
import { ModelProtoSchema } from './gen/onnx_pb.js';
import { openExternalData } from './open-external-data.ts';

let folder = '';

beforeEach(() => {
  const top = mkdtempSync(join(tmpdir(), 'octet-external-'));
  folder = join(top, 'model');
  mkdirSync(folder);
  writeFileSync(join(top, 'secret'), new Uint8Array(64));
  writeFileSync(join(folder, 'weights.bin'), new Uint8Array(Float32Array.of(9, 1, 2, 3).buffer));
});

afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true });
});

/** A model whose one initializer, float32 of shape [3], is kept in another file. */
function modelWith(entries: Record<string, string>, dims: readonly bigint[] = [3n]): Uint8Array {
  const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
  const initializer = [{ name: 'w', dims: [...dims], dataType: 1, dataLocation: 1, externalData }];
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 8n, graph: { name: 'g', initializer, output: [{ name: 'w' }] } }),
  );
}

const decode = (entries: Record<string, string>, dims?: readonly bigint[]) =>
  decodeModel(modelWith(entries, dims), { externalData: openExternalData(folder) });

describe('external data', () => {
  test('is read from the range that the model names', () => {
    const [w] = decode({ location: 'weights.bin', offset: '4', length: '12' }).graph.initializers;
    expect(w?.constant?.tensor).toEqual({ dtype: 'float32', dims: [3], data: Float32Array.of(1, 2, 3) });
  });

  test('needs no offset and no length', () => {
    const [w] = decode({ location: 'weights.bin' }, [4n]).graph.initializers;
    expect(w?.constant?.tensor.data).toEqual(Float32Array.of(9, 1, 2, 3));
  });

  test('is written inline', () => {
    const model = decode({ location: 'weights.bin', offset: '4' });
    const again = decodeModel(encodeToBuffer(model));
    expect(printModel(again)).toBe(printModel(model));
    expect(printModel(again)).toContain('float[3] w = {1,2,3}');
  });

  test('may lie in a folder below, and behind a link that stays inside', () => {
    mkdirSync(join(folder, 'sub'));
    symlinkSync('../weights.bin', join(folder, 'sub', 'link'));
    expect(decode({ location: 'sub/link', offset: '4' }).graph.initializers.size).toBe(1);
  });

  test.each([
    [{ location: '../secret' }, 'leads out of the folder'],
    [{ location: 'sub/../../secret' }, 'leads out of the folder'],
    [{ location: '/etc/passwd' }, 'is no path relative to the model'],
    [{ location: 'C:\\windows' }, 'is no path relative to the model'],
    [{ location: 'absent.bin' }, 'is not beside the model'],
    [{ location: '.' }, 'leads out of the folder'],
    [{ location: 'weights.bin', offset: '8' }, 'has 16 bytes, and the model reads up to byte 20'],
    [{ location: 'weights.bin', offset: '-4' }, 'which is no number of bytes'],
    [{ location: 'weights.bin', offset: '1e1' }, 'which is no number of bytes'],
    [{ location: 'weights.bin', length: '8' }, 'needs 12 bytes of "weights.bin", but names 8'],
    [{ location: 'weights.bin', length: '99999999999999999999' }, 'needs 12 bytes'],
    [{ location: '' }, 'does not name it'],
    [{ location: 'weights.bin\0.png' }, 'is no file name'],
  ])('refuses %j when the model is decoded', (entries, detail) => {
    expect(() => decode(entries)).toThrow(
      expect.objectContaining({ code: 'model/external-data', message: expect.stringContaining(detail) }),
    );
  });

  test('refuses a link that leads out of the folder', () => {
    symlinkSync('../secret', join(folder, 'link'));
    expect(() => decode({ location: 'link' })).toThrow('is a link that leads out of the folder');
    symlinkSync('..', join(folder, 'up'));
    expect(() => decode({ location: 'up/secret' })).toThrow('is a link that leads out of the folder');
  });

  test('refuses a folder', () => {
    mkdirSync(join(folder, 'sub'));
    expect(() => decode({ location: 'sub' })).toThrow('is no regular file');
  });

  test('is refused with the file’s name where no folder is given', () => {
    expect(() => decodeModel(modelWith({ location: 'weights.bin' }))).toThrow(
      expect.objectContaining({ code: 'model/external-data', message: expect.stringContaining('the file "weights.bin". Give that file') }),
    );
  });
});
