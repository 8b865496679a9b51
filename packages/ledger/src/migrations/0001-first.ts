import { type Kysely, sql } from 'kysely';

/** Every table of the first version. States and their rules are CHECKed here too: no code path can write what cannot be. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE tenants (
      id text PRIMARY KEY,
      webhook_secret text,
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE api_keys (
      id text PRIMARY KEY,
      tenant text NOT NULL REFERENCES tenants,
      name text NOT NULL,
      prefix text NOT NULL,
      hash bytea NOT NULL UNIQUE,
      scopes text[] NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    CREATE INDEX ON api_keys (tenant, created_at);

    CREATE TABLE assets (
      tenant text NOT NULL REFERENCES tenants,
      kind text NOT NULL CHECK (kind IN ('model', 'dataset')),
      digest text NOT NULL,
      bytes bigint NOT NULL,
      filename text NOT NULL,
      diagnostics jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      used_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant, kind, digest)
    );
    CREATE INDEX ON assets (tenant, kind, created_at DESC, digest DESC);
    CREATE INDEX ON assets (digest);

    CREATE TABLE uploads (
      id text PRIMARY KEY,
      tenant text NOT NULL REFERENCES tenants,
      kind text NOT NULL,
      filename text NOT NULL,
      bytes bigint NOT NULL,
      part_bytes bigint NOT NULL,
      expect text,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL
    );
    CREATE TABLE upload_parts (
      upload_id text NOT NULL REFERENCES uploads ON DELETE CASCADE,
      n int NOT NULL,
      bytes bigint NOT NULL,
      digest text NOT NULL,
      PRIMARY KEY (upload_id, n)
    );
    CREATE INDEX ON upload_parts (digest);

    CREATE TABLE workers (
      id text PRIMARY KEY,
      name text NOT NULL,
      version text NOT NULL,
      cpu jsonb NOT NULL,
      classes text[] NOT NULL,
      sandbox text[] NOT NULL,
      last_seen_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE jobs (
      id text PRIMARY KEY,
      tenant text NOT NULL REFERENCES tenants,
      version bigint NOT NULL DEFAULT 1,
      state text NOT NULL CHECK (state IN ('queued', 'running', 'canceling', 'succeeded', 'failed', 'canceled', 'expired')),
      stage text,
      progress double precision,
      message text,
      eta_seconds double precision,
      verdict text,
      name text,
      tags text[] NOT NULL,
      recipe jsonb NOT NULL,
      requires text,
      job_class text NOT NULL,
      rank int NOT NULL,
      model text NOT NULL, model_bytes bigint NOT NULL, model_filename text NOT NULL,
      calibration text NOT NULL, calibration_bytes bigint NOT NULL, calibration_filename text NOT NULL,
      evaluation text, evaluation_bytes bigint, evaluation_filename text,
      attempt int NOT NULL DEFAULT 0,
      worker_id text,
      retry_of text,
      max_queue_seconds int NOT NULL,
      max_run_seconds int NOT NULL,
      webhook_url text,
      created_at timestamptz NOT NULL DEFAULT now(),
      queued_at timestamptz NOT NULL DEFAULT now(),
      dispatched_at timestamptz,
      started_at timestamptz,
      finished_at timestamptz,
      problem jsonb,
      summary jsonb,
      cpu_seconds double precision NOT NULL DEFAULT 0,
      CHECK ((finished_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'canceled', 'expired'))),
      CHECK ((summary IS NOT NULL) = (state = 'succeeded'))
    );
    CREATE INDEX ON jobs (tenant, created_at DESC, id DESC);
    CREATE INDEX ON jobs (tenant, state);
    CREATE INDEX ON jobs (job_class, rank) WHERE state = 'queued';
    CREATE INDEX ON jobs (state) WHERE state IN ('queued', 'running', 'canceling');
    CREATE INDEX ON jobs (model);
    CREATE INDEX ON jobs (calibration);
    CREATE INDEX ON jobs (evaluation);
    CREATE INDEX ON jobs USING gin (tags);

    CREATE TABLE attempts (
      job_id text NOT NULL REFERENCES jobs ON DELETE CASCADE,
      n int NOT NULL,
      token_hash bytea NOT NULL,
      worker_id text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT now(),
      heartbeat_at timestamptz NOT NULL DEFAULT now(),
      ended_at timestamptz,
      outcome jsonb,
      PRIMARY KEY (job_id, n)
    );
    -- At most one attempt of a job is live, ever.
    CREATE UNIQUE INDEX attempts_one_live ON attempts (job_id) WHERE ended_at IS NULL;
    CREATE INDEX ON attempts (heartbeat_at) WHERE ended_at IS NULL;

    CREATE TABLE outputs (
      job_id text NOT NULL REFERENCES jobs ON DELETE CASCADE,
      name text NOT NULL,
      digest text NOT NULL,
      bytes bigint NOT NULL,
      media_type text NOT NULL,
      PRIMARY KEY (job_id, name)
    );
    CREATE INDEX ON outputs (digest);

    CREATE TABLE job_events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      job_id text NOT NULL REFERENCES jobs ON DELETE CASCADE,
      type text NOT NULL,
      attempt int NOT NULL,
      data jsonb NOT NULL,
      at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX ON job_events (job_id, id);
    -- A job ends once.
    CREATE UNIQUE INDEX job_events_one_end ON job_events (job_id)
      WHERE type IN ('job.succeeded', 'job.failed', 'job.canceled', 'job.expired');

    CREATE TABLE job_logs (
      job_id text NOT NULL REFERENCES jobs ON DELETE CASCADE,
      seq int NOT NULL,
      attempt int NOT NULL,
      level text NOT NULL,
      text text NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (job_id, seq)
    );

    CREATE TABLE idempotency (
      tenant text NOT NULL REFERENCES tenants,
      key text NOT NULL,
      fingerprint text,
      status int,
      body jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant, key)
    );
    CREATE INDEX ON idempotency (created_at);

    CREATE TABLE webhook_endpoints (
      id text PRIMARY KEY,
      tenant text NOT NULL REFERENCES tenants,
      url text NOT NULL,
      events text[] NOT NULL,
      description text,
      secret text NOT NULL,
      previous_secret text,
      previous_until timestamptz,
      rotated_at timestamptz,
      disabled_at timestamptz,
      disabled_reason text,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX ON webhook_endpoints (tenant, created_at DESC, id DESC);

    CREATE TABLE webhook_messages (
      id text PRIMARY KEY,
      tenant text NOT NULL REFERENCES tenants,
      job_id text REFERENCES jobs ON DELETE CASCADE,
      payload jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    -- One message an end of a job: every try and every replay carries its id.
    CREATE UNIQUE INDEX webhook_messages_one_a_job ON webhook_messages (job_id);

    CREATE TABLE webhook_deliveries (
      id text PRIMARY KEY,
      message_id text NOT NULL REFERENCES webhook_messages ON DELETE CASCADE,
      endpoint_id text REFERENCES webhook_endpoints ON DELETE CASCADE,
      url text NOT NULL,
      state text NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
      attempts int NOT NULL DEFAULT 0,
      next_at timestamptz,
      leased_until timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CHECK ((next_at IS NOT NULL) = (state = 'pending'))
    );
    CREATE INDEX ON webhook_deliveries (next_at) WHERE state = 'pending';
    CREATE INDEX ON webhook_deliveries (endpoint_id, created_at DESC, id DESC);
    CREATE INDEX ON webhook_deliveries (message_id);

    CREATE TABLE webhook_attempts (
      delivery_id text NOT NULL REFERENCES webhook_deliveries ON DELETE CASCADE,
      n int NOT NULL,
      at timestamptz NOT NULL,
      status int,
      error text,
      milliseconds int NOT NULL,
      PRIMARY KEY (delivery_id, n)
    );
  `.execute(db);
}
