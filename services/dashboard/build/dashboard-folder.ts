import { builtDashboard } from './built-dashboard.ts';

/** The folder of the pages for a service that starts, built where their sources have changed. It goes without where they cannot be, and says so. */
export function dashboardFolder(say: (line: string) => void): string | undefined {
  try {
    const { folder, builtInSeconds } = builtDashboard();
    if (builtInSeconds !== undefined) say(`built the dashboard in ${builtInSeconds.toFixed(1)} s`);
    return folder;
  } catch (error) {
    say(`${(error as Error).message}\n       The service starts without it.`);
    return undefined;
  }
}
