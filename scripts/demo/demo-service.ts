import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFolder } from '@octet/dashboard';
import { type Standalone, startStandalone } from '@octet/standalone';
import { destination, pino } from 'pino';

const root = join(import.meta.dirname, '../..');

/** The whole service in a data folder of its own, which goes with it: two demos at once do not meet, nor a service that runs already. */
export async function demoService(say: (line: string) => void): Promise<Standalone & AsyncDisposable> {
  const parent = join(root, '.octet');
  mkdirSync(parent, { recursive: true });
  const dataFolder = mkdtempSync(join(parent, 'demo-'));
  // As root, PostgreSQL runs as another user, who has to get there.
  chmodSync(dataFolder, 0o711);
  const remove = () => rmSync(dataFolder, { recursive: true, force: true });
  try {
    const service = await startStandalone({
      dataFolder,
      listen: '127.0.0.1:0',
      env: { ...process.env, OCTET_DASHBOARD_FOLDER: dashboardFolder(say) },
      log: pino({ level: 'warn' }, destination({ dest: join(parent, 'demo.log'), mkdir: true })),
    });
    const dispose = async () => {
      await service.close();
      remove();
    };
    return { ...service, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    remove();
    throw error;
  }
}
