import {
  assetSchema,
  deliverySchema,
  endpointSchema,
  jobEventSchema,
  jobSchema,
  jobSummarySchema,
  keySchema,
  problemBodySchema,
  uploadSchema,
  workerSchema,
} from '@octet/contracts';
import canonicalize from 'canonicalize';

const named = {
  Job: jobSchema,
  JobSummary: jobSummarySchema,
  JobEvent: jobEventSchema,
  Problem: problemBodySchema,
  Asset: assetSchema,
  Upload: uploadSchema,
  Key: keySchema,
  Worker: workerSchema,
  Endpoint: endpointSchema,
  Delivery: deliverySchema,
} as const;

const plain = Object.fromEntries(
  Object.entries(named).map(([name, schema]) => [name, asSwaggerWrites(JSON.parse(JSON.stringify(schema)))]),
);
const nameOf = new Map(Object.entries(plain).map(([name, schema]) => [canonicalize(schema), name]));

/** The document with what recurs in it written once, under components: shorter by far, and generated clients get names for their types. */
export function hoistSchemas(document: object): Record<string, unknown> {
  const { components, ...rest } = document as { readonly components?: object };
  const schemas = Object.fromEntries(Object.entries(plain).map(([name, schema]) => [name, mapChildren(schema, hoisted)]));
  return { ...(hoisted(rest) as Record<string, unknown>), components: { ...components, schemas } };
}

function hoisted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const name = nameOf.get(canonicalize(value));
  return name === undefined ? mapChildren(value, hoisted) : { $ref: `#/components/schemas/${name}` };
}

/** @fastify/swagger drops identifiers, and writes records as additionalProperties and constants as enums of one. */
function asSwaggerWrites(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asSwaggerWrites);
  const { $id: _, patternProperties, const: constant, ...rest } = value as Readonly<Record<string, unknown>>;
  const record = (patternProperties as Readonly<Record<string, unknown>> | undefined)?.['^.*$'];
  const written = {
    ...rest,
    ...(record === undefined ? {} : { additionalProperties: record }),
    ...(constant === undefined ? {} : { enum: [constant] }),
  };
  return mapChildren(written, asSwaggerWrites);
}

function mapChildren(value: unknown, map: (child: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  return Object.fromEntries(Object.entries(value as object).map(([key, child]) => [key, map(child)]));
}
