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
  targetNames,
} from './recipe.ts';
export { kernelKinds } from './report/execution.ts';
export { type StageName, stageNames } from './report/provenance.ts';
export { type Decibels, decibels, decibelsAsNumber, type Histogram, type Interval } from './report/quantities.ts';
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
export { overallVerdict, type Verdict, verdictSchema } from './verdict.ts';
