import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig as loadGateway } from '@octet/gateway';
import { loadConfig as loadResults } from '@octet/results';
import { loadConfig as loadWorker } from '@octet/worker';
import { describe, expect, it, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const files = (pattern: string) => globSync(pattern, { cwd: root }).sort();
const wordsIn = (paths: readonly string[], word: RegExp) => new Set(paths.flatMap((path) => text(path).match(word) ?? []));

const loaders = { gateway: loadGateway, results: loadResults, worker: loadWorker };
const services = Object.keys(loaders) as (keyof typeof loaders)[];
/** What an operator gives; the services say what they think of it. */
const given = {
  POSTGRES_PASSWORD: 'a1b2',
  OCTET_WORKER_TOKEN: 'a-worker-token-of-some-length',
  OCTET_SIGNING_KEY: 'PKCS#8',
};

type Env = Readonly<Record<string, string>>;

interface ComposeService {
  readonly environment: Env;
  readonly networks: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly build?: { readonly target: string };
}

const compose: { readonly services: Readonly<Record<string, ComposeService>>; readonly networks: Readonly<Record<string, unknown>> } =
  parse(text('docker-compose.yml'), { merge: true });
const composeService = (name: string) => compose.services[name] ?? expect.fail(`docker-compose.yml has no ${name}`);

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom: readonly { readonly configMapRef?: unknown; readonly secretRef?: { readonly name: string } }[];
  readonly securityContext: unknown;
}
interface Deployment {
  readonly kind: string;
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly automountServiceAccountToken: boolean;
        readonly securityContext: unknown;
        readonly containers: readonly [Container];
      };
    };
  };
}
const deployments = new Map(
  services.map((name) => {
    const objects = parseAllDocuments(text(`infra/k8s/base/${name}.yaml`)).map((document) => document.toJS() as Deployment);
    return [name, objects.find(({ kind }) => kind === 'Deployment')?.spec.template.spec ?? expect.fail(`${name}.yaml has no Deployment`)];
  }),
);
/** What docs/deployment.md tells to put into each secret. */
const secrets: Readonly<Record<string, Env>> = {
  'octet-service': { OCTET_DATABASE_URL: 'postgres://octet:a1b2@postgres/octet' },
  'octet-queue': { OCTET_REDIS_URL: 'redis://redis:6379' },
  'octet-worker': { OCTET_WORKER_TOKEN: given.OCTET_WORKER_TOKEN },
  'octet-signing': { OCTET_SIGNING_KEY: given.OCTET_SIGNING_KEY },
};
const settings: Env = Object.fromEntries(
  text('infra/k8s/base/octet.env')
    .trim()
    .split('\n')
    .map((line) => line.split(/=(.*)/s).slice(0, 2)),
);

/** `${NAME:-else}` and `${NAME:?why}`, as compose fills them in. */
function filledIn(env: Env): Env {
  const values: Readonly<Record<string, string | undefined>> = given;
  const fill = (value: string) =>
    value.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name, sign, rest) => values[name] ?? (sign === '-' ? rest : ''));
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(String(value))]));
}

function podEnv(container: Container): Env {
  const from = container.envFrom.map(({ secretRef }) => (secretRef === undefined ? settings : (secrets[secretRef.name] ?? {})));
  const own = (container.env ?? []).map(({ name, value }) => [name, value ?? settings[name] ?? 'worker-0']);
  return Object.assign({}, ...from, Object.fromEntries(own));
}

describe.each(services)('%s', (name) => {
  const pod = deployments.get(name) ?? expect.fail(name);
  const [container] = pod.containers;

  it('starts with what docker-compose.yml gives it', () => {
    expect(() => loaders[name](filledIn(composeService(name).environment))).not.toThrow();
  });

  it('starts with what infra/k8s gives it', () => {
    expect(() => loaders[name](podEnv(container))).not.toThrow();
  });

  it('is confined: its files read only, no capability, nothing to gain', () => {
    expect(composeService(name)).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('is a target of the Dockerfile that ends as a normal user and starts its server', () => {
    const stage =
      new RegExp(`\nFROM runtime AS ${name}\n(?<steps>.*?)(?=\nFROM |$)`, 's').exec(text('docker/Dockerfile'))?.groups?.['steps'] ?? '';
    expect(stage).toMatch(/^USER node$/m);
    expect(stage).toContain(`CMD ["node", "services/${name}/src/server.ts"]`);
    expect(composeService(name).build?.target).toBe(name);
    expect(container.image).toBe(`octet-${name}`);
  });
});

describe('the worker, which opens strangers’ models', () => {
  it('holds no secret of database, objects or signing key', () => {
    const [container] = deployments.get('worker')?.containers ?? expect.fail('worker');
    for (const env of [composeService('worker').environment, podEnv(container)]) {
      expect(Object.keys(env).filter((name) => /DATABASE|STORAGE|AWS|SIGNING/.test(name))).toEqual([]);
    }
  });

  it('is on one network that leads nowhere else, without the database', () => {
    const [network, ...others] = composeService('worker').networks;
    expect(others).toEqual([]);
    expect(compose.networks[network ?? '']).toEqual({ internal: true });
    expect(composeService('postgres').networks).not.toContain(network);
  });
});

describe('the names in the deployment files', () => {
  const deployment = ['docker-compose.yml', 'docker/Dockerfile', 'docs/deployment.md', ...files('infra/**/*.{yaml,yml,env,json}')];

  test('every OCTET_ variable is one that a service reads', () => {
    const used = wordsIn(deployment, /\bOCTET_[A-Z_]+\b/g);
    const read = wordsIn(files('services/*/src/config.ts'), /\bOCTET_[A-Z_]+\b/g);
    // Of compose alone: what it publishes, and what it allots.
    const composes = ['OCTET_BIND', 'OCTET_PORT', 'OCTET_WORKER_CPUS', 'OCTET_WORKER_MEMORY'];
    expect(used.size).toBeGreaterThan(10);
    expect([...used].filter((name) => !read.has(name) && !composes.includes(name))).toEqual([]);
  });

  test('every metric is one that the code knows', () => {
    const used = wordsIn(files('infra/**/*.{yaml,yml,json}'), /\boctet_[a-z_]+\b/g);
    const kept = wordsIn(files('{services,packages}/*/src/**/*.ts'), /\boctet_[a-z_]+\b/g);
    expect(used.size).toBeGreaterThan(5);
    expect([...used].filter((name) => !kept.has(name.replace(/_(?:bucket|count|sum)$/, '')))).toEqual([]);
  });
});
