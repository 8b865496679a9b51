import Type, { type Static } from 'typebox';
import { verdictSchema } from '../verdict.ts';
import { closed, countSchema, idSchema, jobIdSchema, nullable, timeSchema } from './ids.ts';

export const webhookEvents = ['job.succeeded', 'job.failed', 'job.canceled', 'job.expired'] as const;
export const webhookEventSchema = Type.Enum(webhookEvents);
export type WebhookEvent = Static<typeof webhookEventSchema>;

/** The body that a receiver gets. Thin: the addresses tell the rest. */
export const webhookPayloadSchema = Type.Object(
  {
    type: Type.Union([webhookEventSchema, Type.Literal('ping')]),
    timestamp: timeSchema,
    data: Type.Object(
      {
        job_id: nullable(jobIdSchema),
        state: nullable(Type.String()),
        verdict: nullable(verdictSchema),
        problem_code: nullable(Type.String()),
        name: nullable(Type.String()),
        tags: Type.Array(Type.String()),
        links: Type.Record(Type.String(), Type.String()),
      },
      closed,
    ),
  },
  closed,
);
export type WebhookPayload = Static<typeof webhookPayloadSchema>;

export const endpointRequestSchema = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2048 }),
    events: Type.Optional(Type.Array(webhookEventSchema, { minItems: 1, uniqueItems: true, default: [...webhookEvents] })),
    description: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
);

export const endpointChangeSchema = Type.Object(
  {
    enabled: Type.Boolean({
      description: 'False: nothing more is sent, and what was due has failed. True: it hears of what ends from now on.',
    }),
  },
  closed,
);

export const endpointSchema = Type.Object(
  {
    id: idSchema('whe'),
    url: Type.String(),
    events: Type.Array(webhookEventSchema),
    description: nullable(Type.String()),
    created_at: timeSchema,
    disabled_at: nullable(timeSchema),
    disabled_reason: nullable(Type.String()),
    secret_rotated_at: nullable(timeSchema),
  },
  closed,
);
export type Endpoint = Static<typeof endpointSchema>;

const secretSchema = Type.String({ description: 'whsec_ + base64.' });

/** For deliveries that belong to no endpoint. */
export const webhookSecretSchema = Type.Object({ secret: secretSchema }, closed);

/** The answer to making an endpoint or rotating its secret: the one time that the secret is shown. */
export const endpointSecretSchema = Type.Object({ ...endpointSchema.properties, secret: secretSchema }, closed);
export type EndpointSecret = Static<typeof endpointSecretSchema>;

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;
export const deliverySchema = Type.Object(
  {
    id: idSchema('whd'),
    webhook_id: Type.String({ description: 'The webhook-id header: the same on every try.' }),
    endpoint_id: nullable(idSchema('whe')),
    url: Type.String(),
    job_id: nullable(jobIdSchema),
    type: Type.String(),
    state: Type.Enum(deliveryStates),
    attempts: Type.Array(
      Type.Object(
        {
          at: timeSchema,
          status: nullable(Type.Integer({ description: 'HTTP status of the receiver.' })),
          error: nullable(Type.String({ description: 'In our words, never the body of the receiver.' })),
          milliseconds: countSchema,
        },
        closed,
      ),
    ),
    next_attempt_at: nullable(timeSchema),
    created_at: timeSchema,
  },
  closed,
);
export type Delivery = Static<typeof deliverySchema>;
