import { configFrom, type DeepReadonly } from '@octet/contracts';
import Type, { type Static } from 'typebox';

const schema = Type.Object({
  OCTET_DATA: Type.String({ minLength: 1, description: 'Folder for database, objects, keys and logs.' }),
  OCTET_LISTEN: Type.Optional(Type.String({ description: 'host:port of the gateway; default 127.0.0.1:8080, or the next free port.' })),
  OCTET_LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info' }),
});

export type StandaloneConfig = DeepReadonly<Static<typeof schema>>;

/** Throws ProblemError 'config/invalid' with every fault. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): StandaloneConfig {
  return configFrom(schema, env);
}
