/** `npm run dashboard`: builds the pages where their sources have changed. */
import { relative } from 'node:path';
import { builtDashboard } from './built-dashboard.ts';

try {
  const { folder, builtInSeconds } = builtDashboard();
  const how = builtInSeconds === undefined ? 'is there already' : `built in ${builtInSeconds.toFixed(1)} s`;
  process.stdout.write(`octet: the dashboard ${how}: ${relative(process.cwd(), folder)}\n`);
} catch (error) {
  process.stderr.write(`octet: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
