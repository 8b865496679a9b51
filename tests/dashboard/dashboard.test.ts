import { afterAll, beforeAll, beforeEach, describe, onTestFailed, test } from 'vitest';
import { findChromium } from './chromium.ts';
import type { Scenarios } from './scenario.ts';
import { everyPage } from './scenarios/every-page.ts';
import { hostileNames } from './scenarios/hostile-names.ts';
import { job } from './scenarios/job.ts';
import { jobs } from './scenarios/jobs.ts';
import { keyboard } from './scenarios/keyboard.ts';
import { keys } from './scenarios/keys.ts';
import { report } from './scenarios/report.ts';
import { signIn } from './scenarios/sign-in.ts';
import { submit } from './scenarios/submit.ts';
import { webhooks } from './scenarios/webhooks.ts';
import { workers } from './scenarios/workers.ts';
import { dashboardWorld, type World } from './world.ts';

const chromium = findChromium();
const areas: Readonly<Record<string, Scenarios>> = {
  'sign-in': signIn,
  jobs,
  submit,
  job,
  report,
  workers,
  webhooks,
  keys,
  keyboard,
  'hostile names': hostileNames,
  'every page': everyPage,
};

describe.skipIf(chromium === undefined)('the dashboard in Chromium', () => {
  const undo = new AsyncDisposableStack();
  let world: World;
  beforeAll(async () => {
    if (chromium !== undefined) world = undo.use(await dashboardWorld(chromium));
  }, 120_000);
  beforeEach(() => onTestFailed(() => void process.stderr.write(world.service.output())));
  afterAll(() => undo.disposeAsync(), 30_000);

  describe.each(Object.entries(areas))('%s', (_, scenarios) => {
    test.each(Object.entries(scenarios))('%s', { timeout: 60_000 }, (_name, scenario) => scenario(world));
  });
});
