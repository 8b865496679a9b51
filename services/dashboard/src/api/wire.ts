import type { components, paths } from './gen/openapi.ts';

type Schemas = components['schemas'];

/** What GET answers there with JSON. */
export type Answer<Path extends keyof paths> = paths[Path] extends {
  readonly get: { readonly responses: { readonly 200: { readonly content: { readonly 'application/json': infer Body } } } };
}
  ? Body
  : never;

/** Paths that can be read as JSON. */
export type ReadPath = { [Path in keyof paths]: [Answer<Path>] extends [never] ? never : Path }[keyof paths];

type BodyOf<Operation> = Operation extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer Body } };
}
  ? Body
  : never;
type Created<Operation> = Operation extends {
  readonly responses: { readonly 201: { readonly content: { readonly 'application/json': infer Body } } };
}
  ? Body
  : never;
type SubmitJob = paths['/v1/jobs']['post'];

export type Asset = Schemas['Asset'];
export type Delivery = Schemas['Delivery'];
export type Endpoint = Schemas['Endpoint'];
export type EndpointRequest = BodyOf<paths['/v1/webhook-endpoints']['post']>;
export type EndpointSecret = Created<paths['/v1/webhook-endpoints']['post']>;
export type WebhookEvent = Endpoint['events'][number];
export type Job = Schemas['Job'];
export type JobEvent = Schemas['JobEvent'];
export type JobInput = Job['model'];
export type JobState = Job['state'];
export type JobComparison = Answer<'/v1/compare'>;
export type JobRequest = BodyOf<SubmitJob>;
export type JobOptions = Omit<JobRequest, 'model' | 'calibration' | 'evaluation'>;
export type DryRun = SubmitJob['responses'][200]['content']['application/json'];
export type Key = Schemas['Key'];
export type KeyRequest = BodyOf<paths['/v1/keys']['post']>;
export type MintedKey = Created<paths['/v1/keys']['post']>;
export type Scope = Key['scopes'][number];
export type LogLine = Answer<'/v1/jobs/{id}/logs'>['items'][number];
export type OutputName = Job['outputs'][number]['name'];
export type TargetRecord = Answer<'/v1/targets'>['items'][number];
export type Upload = Schemas['Upload'];
export type Verdict = NonNullable<Job['verdict']>;
export type WorkerRecord = Schemas['Worker'];
