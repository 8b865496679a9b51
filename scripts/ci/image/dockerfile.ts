import { readFileSync } from 'node:fs';

export interface Target {
  readonly name: string;
  /** The shell command that installs its modules. */
  readonly install: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** Absent where the container's health is its process's. */
  readonly healthCheck: readonly string[] | undefined;
}

/** What docker/Dockerfile says of one of its targets. */
export function readTarget(path: string, name: string): Target {
  const text = readFileSync(path, 'utf8').replaceAll('\\\n', ' ');
  const modules = stage(text, `manifests AS ${name}-modules`);
  const own = stage(text, `runtime AS ${name}`);
  const install = find(modules, /^RUN (?:--mount=\S+ )?(npm ci .*)$/m, `${name}: npm ci`);
  const pairs = [...own.matchAll(/^ENV (.*)$/gm)].flatMap(([, line = '']) => line.split(' ')).map((pair) => pair.split('='));
  const health = /^HEALTHCHECK .*CMD (\[.*\])$/m.exec(own)?.[1];
  return {
    name,
    install,
    env: Object.fromEntries(pairs),
    command: JSON.parse(find(own, /^CMD (\[.*\])$/m, `${name}: CMD`)),
    healthCheck: health === undefined ? undefined : JSON.parse(health),
  };
}

function stage(text: string, from: string): string {
  return find(text, new RegExp(`^FROM ${from}\n((?:.|\n)*?)(?=^FROM |(?![^]))`, 'm'), `FROM ${from}`);
}

function find(text: string, pattern: RegExp, what: string): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`docker/Dockerfile has no ${what}`);
  return found;
}
