import Type, { type Static } from 'typebox';
import { cpuClassSchema, jobClassSchema } from './capability.ts';
import { closed, countSchema, jobIdSchema, nullable, timeSchema } from './ids.ts';

export const workerCpuSchema = Type.Object(
  { model: Type.String(), architecture: Type.String(), cores: countSchema, cpu_class: cpuClassSchema, flags: Type.Array(Type.String()) },
  closed,
);
export type WorkerCpu = Static<typeof workerCpuSchema>;

/** What a worker says of itself, at its start and every few seconds. */
export const workerHelloSchema = Type.Object(
  {
    worker_id: Type.String({ minLength: 1, maxLength: 128 }),
    name: Type.String({ minLength: 1, maxLength: 128 }),
    version: Type.String(),
    cpu: workerCpuSchema,
    classes: Type.Array(jobClassSchema),
    sandbox: Type.Array(Type.String(), { description: 'What confines the engine here: memory, cpu, network, user …' }),
  },
  closed,
);
export type WorkerHello = Static<typeof workerHelloSchema>;

export const workerSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    version: Type.String(),
    cpu: workerCpuSchema,
    classes: Type.Array(jobClassSchema),
    sandbox: Type.Array(Type.String()),
    state: Type.Enum(['idle', 'busy', 'gone']),
    last_seen_at: timeSchema,
    current_job: nullable(jobIdSchema),
  },
  closed,
);
export type WorkerRecord = Static<typeof workerSchema>;
