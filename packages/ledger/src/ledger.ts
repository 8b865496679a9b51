import type {
  Asset,
  AssetKind,
  Claim,
  CpuClass,
  Delivery,
  Endpoint,
  Heartbeat,
  HeartbeatAnswer,
  Job,
  JobClass,
  JobEvent,
  JobState,
  Key,
  LogLine,
  MintedKey,
  Outcome,
  Recipe,
  Scope,
  Upload,
  Usage,
  Verdict,
  WebhookEvent,
  WebhookPayload,
  WorkerCpu,
  WorkerHello,
  WorkerRecord,
} from '@octet/contracts';

/** Who asks: read from the key, never from the request. */
export interface Principal {
  readonly tenant: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
}

export interface Page {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** `next_cursor` is null on the last page. A cursor that this ledger did not make throws LedgerError 'ledger/bad-cursor'. */
export interface Paged<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

export interface Keys {
  /** Makes the tenant where it is new. */
  ensureTenant(tenant: string): Promise<void>;
  mint(
    tenant: string,
    request: { readonly name: string; readonly scopes: readonly Scope[]; readonly expiresAt?: Date | undefined },
  ): Promise<MintedKey>;
  /** Constant-time; remembers when the key was last used (at most once a minute). */
  verify(
    secret: string,
  ): Promise<{ readonly status: 'ok'; readonly principal: Principal } | { readonly status: 'unknown' | 'revoked' | 'expired' }>;
  list(tenant: string): Promise<readonly Key[]>;
  /** False where the tenant has no such key. Revoking again is no fault. */
  revoke(tenant: string, id: string): Promise<boolean>;
}

export interface Assets {
  /** `created` is false where the tenant has these bytes under this kind already. */
  add(
    tenant: string,
    asset: { readonly kind: AssetKind; readonly digest: string; readonly bytes: number; readonly filename: string },
  ): Promise<{ readonly asset: Asset; readonly created: boolean }>;
  get(tenant: string, kind: AssetKind, digest: string): Promise<Asset | undefined>;
  list(tenant: string, kind: AssetKind, page: Page): Promise<Paged<Asset>>;
  remove(tenant: string, kind: AssetKind, digest: string): Promise<'removed' | 'not-found' | 'in-use'>;
}

export interface Uploads {
  create(
    tenant: string,
    request: {
      readonly kind: AssetKind;
      readonly filename: string;
      readonly bytes: number;
      readonly digest?: string | undefined;
      readonly partBytes: number;
      readonly expiresAt: Date;
    },
  ): Promise<Upload>;
  /** With the digest that was announced, if any. */
  get(tenant: string, id: string): Promise<{ readonly upload: Upload; readonly expect: string | undefined } | undefined>;
  /** Undefined where the upload is gone. */
  putPart(
    tenant: string,
    id: string,
    part: { readonly n: number; readonly bytes: number; readonly digest: string },
  ): Promise<Upload | undefined>;
  remove(tenant: string, id: string): Promise<boolean>;
  /** Forgets uploads whose time is over; answers how many. */
  expire(now: Date): Promise<number>;
}

export interface IdempotencyKey {
  readonly key: string;
  /** SHA-256 of the canonical request: recipe and digest of each part. */
  readonly fingerprint: string;
}

/** Reservation first (before a body is read), completion in the same transaction as what was made. Rows live 24 h. */
export interface Idempotency {
  /** 'reserved': go on, then complete or release. 'running': another request holds it. 'done': compare fingerprints, then answer the same. */
  reserve(
    tenant: string,
    key: string,
  ): Promise<
    | { readonly state: 'reserved' | 'running' }
    | { readonly state: 'done'; readonly fingerprint: string; readonly status: number; readonly body: unknown }
  >;
  /** The request is still being worked on: to be said every five seconds. A reservation that is not renewed for 15 s may be taken over. */
  renew(tenant: string, key: string): Promise<void>;
  /** For what is not a job (keys, endpoints, uploads). Secrets are kept as part of the body for 24 h, so that a lost answer is not a lost key. */
  complete(tenant: string, given: IdempotencyKey, response: { readonly status: number; readonly body: unknown }): Promise<void>;
  /** The request failed: the key may be used again. */
  release(tenant: string, key: string): Promise<void>;
}

export interface Submission {
  readonly recipe: Recipe;
  readonly model: string;
  readonly calibration: string;
  readonly evaluation?: string | undefined;
  readonly requires?: CpuClass | undefined;
  readonly jobClass: JobClass;
  readonly name?: string | undefined;
  readonly tags: readonly string[];
  readonly webhookUrl?: string | undefined;
  readonly maxQueueSeconds: number;
  readonly maxRunSeconds: number;
  readonly retryOf?: string | undefined;
}

export interface Quota {
  readonly queuedJobs: number;
  readonly cpuSeconds30d: number;
}

export interface JobRow {
  readonly job: Job;
  /** Grows with every change that a reader can see: the ETag. */
  readonly version: number;
}

export interface JobFilter extends Page {
  readonly state?: JobState | undefined;
  readonly verdict?: Verdict | undefined;
  readonly tag?: string | undefined;
  readonly model?: string | undefined;
}

export interface Jobs {
  /**
   * Job, outbox row, first event and the completed idempotency row in one transaction; the idempotent response is the job itself with 202.
   * 'unknown-input' names the field; 'over-quota' the quota.
   */
  submit(
    tenant: string,
    submission: Submission,
    options: { readonly quota: Quota; readonly idempotency?: IdempotencyKey | undefined },
  ): Promise<
    | { readonly result: 'created'; readonly row: JobRow }
    | { readonly result: 'unknown-input'; readonly field: 'model' | 'calibration' | 'evaluation' }
    | { readonly result: 'over-quota'; readonly quota: keyof Quota }
  >;
  get(tenant: string, id: string): Promise<JobRow | undefined>;
  list(tenant: string, filter: JobFilter): Promise<Paged<JobRow>>;
  /** A queued job is canceled at once, a running one becomes canceling, an ended one stays as it is. Undefined: no such job. */
  cancel(tenant: string, id: string): Promise<JobRow | undefined>;
  remove(tenant: string, id: string): Promise<'removed' | 'not-found' | 'not-final'>;
  events(tenant: string, id: string, after: number): Promise<readonly JobEvent[] | undefined>;
  logs(tenant: string, id: string, after: number): Promise<readonly LogLine[] | undefined>;
  usage(tenant: string): Promise<Usage>;
  /** Jobs of all tenants that have not ended, for metrics: every class, zeros included. `canceling` counts as running. */
  countUnfinished(): Promise<Readonly<Record<JobClass, { readonly queued: number; readonly running: number }>>>;
  /** For estimates: how many jobs of the class wait, and the median run time of succeeded jobs with this model. */
  outlook(
    tenant: string,
    about: { readonly jobClass: JobClass; readonly model: string },
  ): Promise<{ readonly queued: number; readonly medianSeconds: number | undefined }>;
}

/** A queued job whose ticket should be in the queue. */
export interface DueTicket {
  readonly jobId: string;
  readonly attempt: number;
  readonly jobClass: JobClass;
  readonly rank: number;
}

/**
 * What has to reach the queue. Ranks make the order fair: a tenant's nth waiting job ranks with the nth of every other tenant (start-time
 * fair queuing), and within a tenant the order is that of submission.
 */
export interface Dispatch {
  /** Tickets never handed to the queue. */
  pending(limit: number): Promise<readonly DueTicket[]>;
  ticketOf(jobId: string): Promise<DueTicket | undefined>;
  dispatched(ticket: Pick<DueTicket, 'jobId' | 'attempt'>): Promise<void>;
  /** Every queued job that was dispatched before `before`: the reconciler asks the queue whether it still knows them. */
  waitingSince(before: Date, limit: number): Promise<readonly DueTicket[]>;
}

/** Of one attempt: who writes, and the proof that it may. */
export interface AttemptRef {
  readonly jobId: string;
  readonly attempt: number;
  readonly token: string;
}

export interface Attempts {
  /** Job to running, attempt n with a random token (only its hash is stored). Undefined where the job is not queued or the worker does not serve its class. */
  claim(jobId: string, workerId: string): Promise<Omit<Claim, 'heartbeat_seconds'> | undefined>;
  /** Whether the attempt is the live one. */
  isLive(ref: AttemptRef): Promise<boolean>;
  /** The live attempt's job, and what its worker said of its CPU (null: it never did). Undefined: fenced. */
  describe(ref: AttemptRef): Promise<{ readonly job: Job; readonly cpu: WorkerCpu | null } | undefined>;
  /** What the attempt may read. */
  inputsOf(ref: AttemptRef): Promise<readonly string[] | undefined>;
  /** Undefined: fenced. */
  heartbeat(ref: AttemptRef, beat: Heartbeat): Promise<HeartbeatAnswer | undefined>;
  /**
   * The outcome, event, outputs, usage and webhook messages with their deliveries, in one commit. A succeeded outcome of a job that is
   * being canceled loses: the job is canceled. Released jobs are queued again until `maxAttempts`, then fail with 'job/attempts-exhausted'
   * or the problem of the release. The same outcome from the same attempt again is 'recorded' too.
   */
  finish(ref: AttemptRef, outcome: Outcome): Promise<{ readonly result: 'recorded'; readonly row: JobRow } | { readonly result: 'fenced' }>;
  /** Ends attempts whose worker has been silent since `before`: queued again, or canceled where that was asked, or failed. Answers the jobs. */
  reapSilent(before: Date): Promise<readonly string[]>;
  /** Ends queued jobs over their queue deadline (expired) and running ones over their run deadline by more than `graceSeconds` (failed). */
  reapOverdue(now: Date, graceSeconds: number): Promise<readonly string[]>;
}

export interface WebhookSecrets {
  readonly current: string;
  /** Signs too until this moment. */
  readonly previous?: { readonly secret: string; readonly until: Date } | undefined;
}

export interface DueDelivery {
  readonly id: string;
  /** webhook-id header. */
  readonly messageId: string;
  readonly endpointId: string | null;
  readonly url: string;
  readonly secrets: WebhookSecrets;
  /** Without links: the sender adds them. */
  readonly payload: Omit<WebhookPayload, 'data'> & { readonly data: Omit<WebhookPayload['data'], 'links'> };
  /** Tries made before this one. */
  readonly attempts: number;
}

export interface Webhooks {
  createEndpoint(
    tenant: string,
    request: {
      readonly url: string;
      readonly events: readonly WebhookEvent[];
      readonly description?: string | undefined;
      readonly secret: string;
    },
  ): Promise<Endpoint>;
  listEndpoints(tenant: string, page: Page): Promise<Paged<Endpoint>>;
  getEndpoint(tenant: string, id: string): Promise<Endpoint | undefined>;
  removeEndpoint(tenant: string, id: string): Promise<boolean>;
  rotateSecret(
    tenant: string,
    id: string,
    rotation: { readonly secret: string; readonly previousUntil: Date },
  ): Promise<Endpoint | undefined>;
  /** What was due to it has failed. */
  disableEndpoint(id: string, reason: string): Promise<void>;
  /** It gets what ends from now on; what has failed stays so until it is replayed. */
  enableEndpoint(id: string): Promise<void>;
  /** Sets the secret with which a tenant's per-job webhook_url deliveries are signed, where it has none yet; answers the one that holds. */
  tenantSecret(tenant: string, fresh: string): Promise<string>;
  /** A ping message and its delivery. */
  ping(tenant: string, endpointId: string): Promise<Delivery | undefined>;
  /** Leases up to `limit` deliveries that are due, so that no other process sends them before the lease ends. */
  lease(now: Date, options: { readonly limit: number; readonly leaseSeconds: number }): Promise<readonly DueDelivery[]>;
  /** One try. `nextAt` null with `delivered` false ends the delivery as failed. */
  record(
    id: string,
    attempt: {
      readonly at: Date;
      readonly status: number | null;
      readonly error: string | null;
      readonly milliseconds: number;
      readonly delivered: boolean;
      readonly nextAt: Date | null;
    },
  ): Promise<void>;
  deliveries(tenant: string, endpointId: string, page: Page): Promise<Paged<Delivery>>;
  deliveriesOfJob(tenant: string, jobId: string): Promise<readonly Delivery[]>;
  /** Due at once again, under the same webhook-id; left as it is where its endpoint is switched off. Undefined: no such delivery. */
  replay(tenant: string, deliveryId: string): Promise<Delivery | undefined>;
}

export interface Workers {
  seen(hello: WorkerHello): Promise<void>;
  /** 'gone' after `goneAfterSeconds` of silence; `current_job` only where it belongs to the tenant. */
  list(tenant: string, options: { readonly goneAfterSeconds: number }): Promise<readonly WorkerRecord[]>;
  /** Alive workers that serve each class. */
  countByClass(options: { readonly goneAfterSeconds: number }): Promise<Readonly<Record<JobClass, number>>>;
}

export interface Retention {
  /** Of these digests, those that no asset, upload, attempt or job of any tenant refers to. */
  unreferenced(digests: readonly string[]): Promise<readonly string[]>;
  /** Before bytes are put, or those found in the store are referred to: no removal of theirs is under way, and none begins while the claim is young. */
  claim(digest: string): Promise<void>;
  /** Does `remove` where nothing refers to the digest and no claim of it is younger than `before`; a claim in the meantime waits. */
  removeUnclaimed(digest: string, removal: { readonly before: Date; readonly remove: () => Promise<boolean> }): Promise<boolean>;
  /** Removes jobs that ended, and assets that nobody used, before `before`; old idempotency rows and events with them. Answers counts. */
  expire(before: Date): Promise<{ readonly jobs: number; readonly assets: number }>;
}

/** The truth about every job. All of it is PostgreSQL; every method is one transaction. */
export interface Ledger {
  readonly keys: Keys;
  readonly assets: Assets;
  readonly uploads: Uploads;
  readonly idempotency: Idempotency;
  readonly jobs: Jobs;
  readonly dispatch: Dispatch;
  readonly attempts: Attempts;
  readonly webhooks: Webhooks;
  readonly workers: Workers;
  readonly retention: Retention;
  /** Resolves when the database answers and its schema has all that this version needs. */
  check(): Promise<void>;
  close(): Promise<void>;
}
