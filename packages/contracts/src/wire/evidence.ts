import Type, { type Static } from 'typebox';
import { closed, countSchema, digestSchema, jobIdSchema, nullable, timeSchema } from './ids.ts';
import { workerCpuSchema } from './worker.ts';

const statedFileSchema = Type.Object({ digest: digestSchema, bytes: countSchema, filename: Type.String() }, closed);

/** What the results service signs: which bytes went in, which came out, where and with what. */
export const evidenceManifestSchema = Type.Object(
  {
    schema: Type.Literal('octet-evidence/1'),
    job_id: jobIdSchema,
    attempt: Type.Integer({ minimum: 1 }),
    finished_at: timeSchema,
    inputs: Type.Object({ model: statedFileSchema, calibration: statedFileSchema, evaluation: nullable(statedFileSchema) }, closed),
    recipe: Type.Unknown(),
    recipe_sha256: digestSchema,
    outputs: Type.Array(Type.Object({ name: Type.String(), digest: digestSchema, bytes: countSchema }, closed)),
    verdict: Type.String(),
    versions: Type.Record(Type.String(), Type.String()),
    cpu: nullable(workerCpuSchema),
    latency_samples: Type.Array(
      Type.Object(
        { threads: countSchema, fp32_ms: Type.Array(Type.Number()), int8_ms: Type.Array(Type.Number()) },
        { ...closed, description: 'Raw, in the order in which they were taken.' },
      ),
    ),
  },
  closed,
);
export type EvidenceManifest = Static<typeof evidenceManifestSchema>;

/** JWS, flattened JSON serialization (RFC 7515), EdDSA over Ed25519; the payload is the manifest in canonical JSON (RFC 8785). */
export const evidenceSchema = Type.Object(
  {
    payload: Type.String(),
    protected: Type.String(),
    signature: Type.String(),
    header: Type.Object(
      { jwk: Type.Record(Type.String(), Type.String(), { description: 'The public key; compare it with one you trust.' }) },
      closed,
    ),
  },
  closed,
);
export type Evidence = Static<typeof evidenceSchema>;
