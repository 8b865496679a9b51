/** `npm start`: the whole service on this machine, until Ctrl-C. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { problemOf } from '@octet/contracts';
import { dashboardFolder } from '@octet/dashboard';
import { closeOnSignals } from '@octet/http';
import { PostgresError } from '@octet/postgres';
import { destination, pino } from 'pino';
import { loadConfig } from './config.ts';
import { startStandalone } from './start-standalone.ts';

const repository = join(import.meta.dirname, '../../..');
const say = (text: string): void => void process.stdout.write(text);

try {
  const config = loadConfig({ OCTET_DATA: join(repository, '.octet'), ...process.env });
  const dataFolder = resolve(process.env['INIT_CWD'] ?? '.', config.OCTET_DATA);
  const logFile = join(dataFolder, 'logs', 'octet.log');
  mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
  mkdirSync(join(dataFolder, 'logs'), { recursive: true, mode: 0o700 });
  const log = pino({ level: config.OCTET_LOG_LEVEL }, destination({ dest: logFile, sync: true }));
  const dashboard = process.env['OCTET_DASHBOARD_FOLDER'] ?? dashboardFolder((line) => say(`octet: ${line}\n`));
  say('octet: starting\n');
  const env = { ...process.env, OCTET_DASHBOARD_FOLDER: dashboard };
  const service = await startStandalone({ dataFolder, listen: config.OCTET_LISTEN, log, env });
  say(`
Octet is ready.
${dashboard === undefined ? '' : `\n  dashboard ${service.url}/#key=${service.key}\n            this link signs you in; keep it to yourself\n`}
  API       ${service.url}/v1   (described at ${service.url}/docs)
  key       ${join(dataFolder, 'first-key')}
            send it as "Authorization: Bearer $(cat FILE)"; the octet command on this machine finds it by itself
  data      ${dataFolder}
  log       ${logFile}

  Try it:   npm run -s octet -- submit MODEL.onnx --calibration DATA.zip --wait
  Stop it:  Ctrl-C

`);
  closeOnSignals(async () => {
    say('octet: stopping; a job that runs is finished within seconds, or restarted at the next start\n');
    await service.close();
    say('octet: stopped\n');
  });
} catch (error) {
  const { code, detail, fix } = problemOf(error);
  if (code !== 'internal') process.stderr.write(`octet: ${detail}\n  fix: ${fix} [${code}]\n`);
  else if (error instanceof PostgresError) process.stderr.write(`octet: ${error.message} [${error.code}]\n`);
  else process.stderr.write(`octet: ${(error as Error).stack}\n`);
  process.exitCode = 1;
}
