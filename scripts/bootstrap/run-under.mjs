import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { ExplainedError } from './explained-error.mjs';

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/**
 * Runs `node ...args` with this process's input and output, passing signals on. Answers the exit code, 128 + n after signal n.
 * The folder of `node` leads PATH, so that what the child starts by the name `node` is the same one.
 */
export function runUnder(node, args) {
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
  });
  const passing = passSignalsTo(child);
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new ExplainedError(`cannot start ${node} (${cause.code}). Delete node_modules and run the same command again.`, { cause })),
    );
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(() => passing.stop());
}

/**
 * Passes the signals that ask for an end on to `child`, instead of dying of them before it. Answers the first one received so far and
 * how to stop.
 */
export function passSignalsTo(child) {
  const passing = { received: undefined, stop };
  const pass = (signal) => {
    passing.received ??= signal;
    // At a terminal, ctrl-C and ctrl-\ reach the whole group: the child has had its own already.
    const fromTerminal = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
    if (!fromTerminal) child.kill(signal);
  };
  for (const signal of endings) process.on(signal, pass);
  function stop() {
    for (const signal of endings) process.off(signal, pass);
  }
  return passing;
}
