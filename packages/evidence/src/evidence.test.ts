import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Evidence, EvidenceManifest } from '@octet/contracts';
import { expect, test } from 'vitest';
import { canonicalDigest } from './canonical-digest.ts';
import { signEvidence } from './sign-evidence.ts';
import { parseSigningKey, publicJwkOf } from './signing-key.ts';
import { verifyEvidence } from './verify-evidence.ts';

const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;
const digest = (letter: string): string => letter.repeat(64);
const file = (letter: string, filename: string) => ({ digest: digest(letter), bytes: 10, filename });
const recipe = { target: 'auto', seed: 1 };
const manifest: EvidenceManifest = {
  schema: 'octet-evidence/1',
  job_id: `job_${'0'.repeat(26)}`,
  attempt: 1,
  finished_at: '2026-01-02T03:04:05.000Z',
  inputs: { model: file('a', 'm.onnx'), calibration: file('b', 'c.zip'), evaluation: null },
  recipe,
  recipe_sha256: canonicalDigest(recipe),
  outputs: [{ name: 'artifact', digest: digest('d'), bytes: 5 }],
  verdict: 'pass',
  versions: { octet: '0.1.0' },
  cpu: null,
  latency_samples: [{ threads: 1, fp32_ms: [2.5, 2.25], int8_ms: [1.5] }],
};
const refused = (detail: RegExp) => ({ code: 'evidence/invalid', message: expect.stringMatching(detail) });

test('what was signed verifies, by its own key and by the one that is trusted', async () => {
  const key = newKey();
  const evidence = await signEvidence(manifest, key);
  expect(await verifyEvidence(evidence)).toMatchObject({ manifest, trusted: false });
  const trustedKey = await publicJwkOf(key);
  const files = { model: digest('a'), artifact: digest('d') };
  expect(await verifyEvidence(evidence, { trustedKey, files })).toMatchObject({ trusted: true, thumbprint: trustedKey['kid'] });
});

test('the same manifest and key give the same evidence, whatever the order of the fields', async () => {
  const key = newKey();
  const turned = Object.fromEntries(Object.entries(manifest).reverse()) as EvidenceManifest;
  expect(await signEvidence(turned, key)).toEqual(await signEvidence(manifest, key));
});

const changed = (evidence: Evidence, change: object): Evidence => {
  const payload = JSON.parse(Buffer.from(evidence.payload, 'base64url').toString());
  return { ...evidence, payload: Buffer.from(JSON.stringify({ ...payload, ...change })).toString('base64url') };
};

test('a changed manifest, header or signature does not hold', async () => {
  const evidence = await signEvidence(manifest, newKey());
  const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  await expect(verifyEvidence(changed(evidence, { verdict: 'fail' }))).rejects.toMatchObject(refused(/signature/));
  await expect(verifyEvidence({ ...evidence, protected: none, signature: '' })).rejects.toMatchObject(refused(/signature/));
  await expect(verifyEvidence({ ...evidence, signature: `A${evidence.signature.slice(1)}` })).rejects.toMatchObject(refused(/signature/));
});

test('evidence of another key is refused where one is trusted, and with a key swapped in where none is', async () => {
  const evidence = await signEvidence(manifest, newKey());
  const other = await publicJwkOf(newKey());
  await expect(verifyEvidence(evidence, { trustedKey: other })).rejects.toMatchObject(refused(/not the one that you trust/));
  await expect(verifyEvidence({ ...evidence, header: { jwk: other } })).rejects.toMatchObject(refused(/signature/));
});

test('a file with other bytes, and one that is not spoken of, are refused by name', async () => {
  const evidence = await signEvidence(manifest, newKey());
  await expect(verifyEvidence(evidence, { files: { artifact: digest('e') } })).rejects.toMatchObject(refused(/given as artifact/));
  await expect(verifyEvidence(evidence, { files: { evaluation: digest('e') } })).rejects.toMatchObject(refused(/nothing of "evaluation"/));
});

test('a recipe that is not the one whose digest was signed is refused', async () => {
  const evidence = await signEvidence({ ...manifest, recipe: { target: 'auto', seed: 2 } }, newKey());
  await expect(verifyEvidence(evidence)).rejects.toMatchObject(refused(/recipe/));
});

test.each([null, {}, [], 'x', { payload: 1 }])('%o is no evidence', async (evidence) => {
  await expect(verifyEvidence(evidence)).rejects.toMatchObject(refused(/another form/));
});

test('reads a key as PEM and as base64 of DER, and refuses other kinds without telling them', () => {
  const key = newKey();
  const pem = key.export({ format: 'pem', type: 'pkcs8' }).toString();
  const der = key.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  expect(parseSigningKey(pem).equals(key)).toBe(true);
  expect(parseSigningKey(`${der}\n`).equals(key)).toBe(true);
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  for (const text of [ec, 'hunter2', '']) {
    expect(() => parseSigningKey(text)).toThrow(
      expect.objectContaining({ code: 'config/invalid', message: expect.not.stringContaining('hunter2') }),
    );
  }
});
