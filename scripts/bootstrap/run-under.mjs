import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { ExplainedError } from './explained-error.mjs';

/**
 * Runs `node ...args` with this process's input and output, passing signals on. Answers the exit code, 128 + n after signal n.
 * The folder of `node` leads PATH, so that what the child starts by the name `node` is the same one.
 */
export function runUnder(node, args) {
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
  });
  const stopPassing = passSignalsTo(child);
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new ExplainedError(`cannot start ${node} (${cause.code}). Delete node_modules and run the same command again.`, { cause })),
    );
    child.once('exit', (code, signal) => {
      stopPassing();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** Passes the signals that ask for an end on to `child`, instead of dying of them before it. Answers the undo. */
export function passSignalsTo(child) {
  const passed = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'].map((signal) => {
    // At a terminal, ctrl-C and ctrl-\ reach the whole group: the child has had its own already.
    const fromTerminal = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
    const pass = () => (fromTerminal ? undefined : child.kill(signal));
    process.on(signal, pass);
    return [signal, pass];
  });
  return () => {
    for (const [signal, pass] of passed) process.off(signal, pass);
  };
}
