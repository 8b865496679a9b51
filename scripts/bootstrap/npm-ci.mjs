import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { ExplainedError } from './explained-error.mjs';
import { passSignalsTo } from './run-under.mjs';

const stillInstallingMs = 15_000;

/** Nothing here depends on install scripts, so none runs; the user's own omit= settings must not leave out the pinned Node. */
const ciArguments = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional'];

const offline =
  'The npm registry cannot be reached: check the network and the proxy settings (npm config get registry), then run the same command again.';
const full = 'The disk is full: the dependencies need about 700 MB.';
const unwritable = 'npm may not write to this folder or to its cache (npm config get cache): check who owns them.';

/** npm's error codes in plain words: what to do next. */
const whatNext = {
  ENOTFOUND: offline,
  EAI_AGAIN: offline,
  ECONNREFUSED: offline,
  ECONNRESET: offline,
  ETIMEDOUT: offline,
  ENETUNREACH: offline,
  EHOSTUNREACH: offline,
  ERR_SOCKET_TIMEOUT: offline,
  ENOTCACHED: offline,
  E401: 'The npm registry asks for a login: npm login.',
  E403: 'The npm registry refuses this machine.',
  E404: 'The configured npm registry does not have this package: npm config get registry.',
  EINTEGRITY: 'A package arrived damaged: npm cache verify, then run the same command again.',
  EUSAGE: 'package.json and package-lock.json disagree: run npm install and commit the lockfile.',
  EACCES: unwritable,
  EPERM: unwritable,
  EROFS: unwritable,
  ENOSPC: full,
  EDQUOT: full,
};

/** Runs `npm ci` in `root`, npm's own words on stderr. Throws an explained error where it fails or is stopped. */
export async function npmCi(root) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const ended = runNpm(root);
  process.stderr.write('octet: installing the dependencies (about 700 MB on disk, only this once)\n');
  const progress = setInterval(() => process.stderr.write(`octet: still installing (${seconds()} s)\n`), stillInstallingMs);
  const { code, signal, errorCode } = await ended.finally(() => clearInterval(progress));
  if (signal) {
    const exitCode = 128 + constants.signals[signal];
    throw new ExplainedError(`installation stopped by ${signal}; run the same command again to resume.`, { exitCode });
  }
  if (code !== 0) {
    const next = whatNext[errorCode] ?? "npm's words are above.";
    throw new ExplainedError(`npm ci failed${errorCode ? ` (${errorCode})` : ''}. ${next}`, { exitCode: code });
  }
  process.stderr.write(`octet: installed in ${seconds()} s\n`);
}

function runNpm(root) {
  const [command, ...first] = npmCommand();
  const npm = spawn(command, [...first, ...ciArguments], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const passing = passSignalsTo(npm);
  let errorCode;
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      process.stderr.write(text); // stdout belongs to the command that is about to run
      errorCode ??= /^npm (?:error|ERR!) code (\S+)/m.exec(text)?.[1];
    });
  }
  return new Promise((resolve, reject) => {
    npm.once('error', (cause) =>
      reject(new ExplainedError(`cannot start npm (${cause.code}). It comes with Node; is it on PATH?`, { cause })),
    );
    npm.once('close', (code, signal) => resolve({ code, signal: passing.received ?? signal, errorCode }));
  }).finally(() => passing.stop());
}

/** The npm that started us, by the Node that started us; `npm` on PATH where another package manager, or nobody, did. */
function npmCommand() {
  const path = process.env.npm_execpath;
  return path && basename(path) === 'npm-cli.js' ? [process.execPath, path] : ['npm'];
}
