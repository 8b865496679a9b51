import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import type { Target } from './dockerfile.ts';

/** Lays out and installs one target under `folder`, as its stages of the Dockerfile do. */
export function buildTarget(root: string, folder: string, target: Target): void {
  const sent = sentToEngine(root);
  const manifests = sent.filter((path) => /(?:^|\/)package(?:-lock)?\.json$/.test(path));
  copy(root, folder, manifests);
  const path = `${dirname(process.execPath)}:${process.env.PATH}`;
  execFileSync('sh', ['-c', target.install], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PATH: path } });
  copy(
    root,
    folder,
    sent.filter((path) => path.startsWith('packages/') || path.startsWith(`services/${target.name}/`)),
  );
}

/** The files of the repository that .dockerignore lets through; of its patterns the last that matches decides. */
function sentToEngine(root: string): readonly string[] {
  const patterns = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split(
    '\n',
  );
  return files.filter((file) => file !== '' && existsSync(join(root, file)) && !isIgnored(file, patterns));
}

function isIgnored(file: string, patterns: readonly string[]): boolean {
  const ups = file.split('/').map((_, index, names) => names.slice(0, index + 1).join('/'));
  let ignored = false;
  for (const pattern of patterns) {
    const glob = pattern.replace(/^!/, '');
    if (ups.some((path) => matchesGlob(path, glob))) ignored = !pattern.startsWith('!');
  }
  return ignored;
}

function copy(from: string, to: string, paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(from, path), join(to, path));
  }
}
