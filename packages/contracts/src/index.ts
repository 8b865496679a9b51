export { configFrom } from './config.ts';
export { type DeepReadonly, deepFreeze } from './deep-readonly.ts';
export { type Fault, faultsOf } from './faults.ts';
export { dropPoints, type MetricKind, type MetricName, metricKinds, metricNames, metricSchema } from './metric.ts';
export { isProblemCode, type Problem, ProblemError, problemOf } from './problem-error.ts';
export { type ProblemCode, type ProblemSpec, problems } from './problems.ts';
export {
  defaultRecipe,
  type GateName,
  type ObserverName,
  observerNames,
  parseRecipe,
  parseRecipeText,
  type Recipe,
  recipeSchema,
  type TargetName,
  targetAliases,
  targetNames,
} from './recipe.ts';
export { kernelKinds } from './report/execution.ts';
export { pairedTimes } from './report/latency.ts';
export { type StageName, stageNames } from './report/provenance.ts';
export {
  type Decibels,
  decibels,
  decibelsAsNumber,
  type Histogram,
  type Interval,
  isWithinNoise,
  speedResolution,
} from './report/quantities.ts';
export {
  type Accuracy,
  type Actions,
  type ActivationRecord,
  type Advice,
  type Diagnostic,
  type Execution,
  type ExecutionNode,
  type ExecutionPart,
  type GateRecord,
  type Latency,
  type LatencyRun,
  type Layer,
  type Provenance,
  type Report,
  type ReportParts,
  reportPartsSchema,
  reportSchema,
  type SizePart,
  type WeightRecord,
} from './report/report.ts';
export { createRetry, type Retry, type RetryOptions } from './retry.ts';
export { overallVerdict, type Verdict, verdictSchema } from './verdict.ts';
export { costWithoutVnni, isWithoutVnni } from './vnni.ts';
export {
  type Asset,
  type AssetKind,
  assetKindSchema,
  assetKinds,
  assetSchema,
  type Upload,
  uploadRequestSchema,
  uploadSchema,
} from './wire/asset.ts';
export {
  attemptTokenHeader,
  type Claim,
  claimRequestSchema,
  claimSchema,
  type Heartbeat,
  type HeartbeatAnswer,
  heartbeatAnswerSchema,
  heartbeatSchema,
  type Outcome,
  outcomeSchema,
  uploadedOutputSchema,
} from './wire/attempt.ts';
export {
  autoTargets,
  type CpuClass,
  cpuClasses,
  cpuClassSchema,
  type JobClass,
  jobClasses,
  jobClassOf,
  jobClassSchema,
  servedClasses,
} from './wire/capability.ts';
export { type JobComparison, jobComparisonSchema } from './wire/comparison.ts';
export { type Coverage, coverageSchema, type DryRun, dryRunSchema, listedNodes } from './wire/dry-run.ts';
export { type Evidence, type EvidenceManifest, evidenceManifestSchema, evidenceSchema } from './wire/evidence.ts';
export { closed, countSchema, digestSchema, idSchema, jobIdSchema, nullable, pageOf, pageQuery, timeSchema } from './wire/ids.ts';
export {
  eventTypes,
  type FinalState,
  finalStates,
  isFinal,
  type Job,
  type JobEvent,
  type JobInput,
  type JobRequest,
  type JobState,
  type JobSummary,
  jobEventSchema,
  jobOptionsSchema,
  jobRequestSchema,
  jobSchema,
  jobStateSchema,
  jobStates,
  jobSummarySchema,
  type LogLine,
  logLineSchema,
  type Output,
  type OutputName,
  outputNameSchema,
  outputNames,
  outputSchema,
} from './wire/job.ts';
export { type Key, keyRequestSchema, keySchema, type MintedKey, mintedKeySchema, type Scope, scopeSchema, scopes } from './wire/key.ts';
export { type Limits, limitsSchema, type TargetRecord, targetSchema, type Usage, usageSchema } from './wire/limits.ts';
export { type LocalService, localServiceFile, localServiceSchema } from './wire/local-service.ts';
export { type ProblemBody, problemBodySchema } from './wire/problem-body.ts';
export { problemFrom } from './wire/problem-from.ts';
export { type Route, type RouteName, routes } from './wire/routes.ts';
export {
  type Delivery,
  deliverySchema,
  deliveryStates,
  type Endpoint,
  type EndpointSecret,
  endpointRequestSchema,
  endpointSchema,
  endpointSecretSchema,
  type WebhookEvent,
  type WebhookPayload,
  webhookEventSchema,
  webhookEvents,
  webhookPayloadSchema,
  webhookSecretSchema,
} from './wire/webhook.ts';
export { type WorkerCpu, type WorkerHello, type WorkerRecord, workerCpuSchema, workerHelloSchema, workerSchema } from './wire/worker.ts';
