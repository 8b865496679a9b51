export {
  type AnswerOf,
  type CallOptions,
  type ClientOptions,
  type JobFiles,
  type JobOptions,
  OctetClient,
  type WatchOptions,
} from './client.ts';
