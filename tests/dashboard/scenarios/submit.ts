import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { smallJob } from '../../service/small-job.ts';
import { dropFile } from '../drop-file.ts';
import type { Scenarios } from '../scenario.ts';
import { partBytes } from '../world.ts';

export const submit: Scenarios = {
  'files that are dropped are uploaded with progress, and the job is watched through its stages to its verdict': async ({
    open,
    client,
  }) => {
    const { model, calibration } = await smallJob(11);
    await using tab = await open({ path: '/new' });
    const { page } = tab;
    await dropFile(page.getByRole('group', { name: 'Model', exact: true }), model);
    await dropFile(page.getByRole('group', { name: 'Calibration data', exact: true }), calibration);
    await page.getByLabel('Name').fill('dropped');
    await page.getByLabel('Tags').fill('browser, e2e');

    const session = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 200_000 };
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', slow);
    // Noted in the page: by the time that anyone asks from here, they may be gone.
    await page.evaluate(`
      globalThis.seen = { shares: new Set(), stages: new Set() };
      new MutationObserver(() => {
        for (const bar of document.querySelectorAll('progress[aria-label^="Upload"]')) seen.shares.add(bar.value);
        for (const stage of document.querySelectorAll('[aria-current="step"]')) seen.stages.add(stage.children[1].textContent);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });`);
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL('**/jobs/job_*', { timeout: 20_000 });
    await session.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    await page.getByRole('button', { name: /INT8 model/ }).waitFor({ timeout: 30_000 });

    const { shares, stages } = await page.evaluate<{ shares: number[]; stages: string[] }>(
      '({ shares: [...seen.shares], stages: [...seen.stages] })',
    );
    expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(0);
    expect(stages.length).toBeGreaterThan(0);
    const job = await client.call('getJob', { params: { id: page.url().split('/').at(-1) ?? '' } });
    expect(job).toMatchObject({ state: 'succeeded', name: 'dropped', tags: ['browser', 'e2e'] });
    expect([job.model.filename, job.calibration.filename]).toEqual([model.name, calibration.name]);
    expect([job.model.bytes, job.calibration.bytes]).toEqual([model.size, calibration.size]);
  },

  'a large file goes on where it was when the connection comes back, and arrives as it is': async ({ open, client }) => {
    const { model } = await smallJob();
    const bytes = Buffer.alloc(4 * partBytes + 1000, 'no archive, but bytes that can be told apart by their place: ');
    for (let at = 0; at < bytes.length; at += 1000) bytes.writeUInt32LE(at, at);
    await using tab = await open({ path: '/new' });
    const { page, answers } = tab;
    await dropFile(page.getByRole('group', { name: 'Model', exact: true }), model);
    await dropFile(page.getByRole('group', { name: 'Calibration data', exact: true }), new File([bytes], 'large.npz'));

    // The network is gone while the third part is on its way.
    let cut = false;
    await page.route('**/v1/uploads/*/parts/3', async (route) => {
      if (cut) return await route.continue();
      cut = true;
      await page.context().setOffline(true);
      await route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'Check without running' }).click();
    await page.getByRole('status').getByText('goes on by itself').waitFor();
    expect(await page.getByRole('progressbar', { name: 'Upload: Calibration data' }).getAttribute('value')).toMatch(/^0\.4/);
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: 'It can be submitted' }).waitFor();

    const sent = answers.flatMap((answer) => /^200 .*\/parts\/(\d)$/.exec(answer)?.[1] ?? []);
    expect([sent, cut]).toEqual([['1', '2', '3', '4', '5'], true]);
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(await client.call('getDataset', { params: { digest } })).toMatchObject({ bytes: bytes.length, filename: 'large.npz' });
  },

  'what is stopped by hand is taken up again where it was': async ({ open, client }) => {
    const { model } = await smallJob();
    const bytes = Buffer.alloc(3 * partBytes, 'three parts');
    await using tab = await open({ path: '/new' });
    const { page, answers } = tab;
    await dropFile(page.getByRole('group', { name: 'Model', exact: true }), model);
    await dropFile(page.getByRole('group', { name: 'Calibration data', exact: true }), new File([bytes], 'stopped.npz'));
    // The second part is held until the button to stop has been pressed.
    const held = Promise.withResolvers<void>();
    await page.route('**/v1/uploads/*/parts/2', async (route) => {
      await held.promise;
      await route.continue().catch(() => undefined);
    });
    await Promise.all([page.waitForRequest('**/parts/2'), page.getByRole('button', { name: 'Check without running' }).click()]);
    await page.getByRole('button', { name: 'Stop sending' }).click();
    await page.getByText('Stopped. What had arrived is kept').waitFor();
    held.resolve();
    await page.unroute('**/v1/uploads/*/parts/2');
    await page.getByRole('button', { name: 'Check without running' }).click();
    await page.getByRole('heading', { name: 'It can be submitted' }).waitFor();
    expect(answers.filter((answer) => answer.startsWith('200') && answer.endsWith('/parts/1')).length).toBe(1);
    expect(answers.filter((answer) => answer === '201 /v1/uploads').length).toBe(1);
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(await client.call('getDataset', { params: { digest } })).toMatchObject({ bytes: bytes.length });
  },

  'a job is checked without being run: what it would be, or why it is refused': async ({ open, jobs: [job] }) => {
    await using tab = await open({ path: `/new?from=${job.id}` });
    const { page, answers } = tab;
    const check = page.getByRole('button', { name: 'Check without running' });
    await check.click();
    const outcome = page.getByRole('region', { name: 'It can be submitted' });
    await outcome.getByText(/one is connected/).waitFor();
    expect(await outcome.textContent()).toMatch(/Takes about\d/);
    await page.getByLabel('Tags').fill('not$allowed');
    await outcome.waitFor({ state: 'detached' });
    await check.click();
    await page.getByRole('alert').getByText('What to do:').waitFor();
    expect(answers.filter((answer) => answer.startsWith('202'))).toEqual([]);
  },

  'the recipe is a form with its defaults said, or the same as JSON; what is wrong is pointed at before anything is sent': async ({
    open,
    client,
    jobs: [job],
  }) => {
    await using tab = await open({ path: `/new?from=${job.id}` });
    const { page, answers } = tab;
    const submitButton = page.getByRole('button', { name: 'Submit' });
    await page.getByText('already with the service').first().waitFor();
    await page.getByText('Calibration', { exact: true }).click();
    const observer = page.getByLabel('Observer');
    expect(await observer.locator('xpath=ancestor::div[1]').textContent()).toContain('Default: auto.');
    await observer.selectOption('min-max');
    await page.getByRole('button', { name: 'JSON' }).click();
    const text = page.getByLabel('Recipe as JSON');
    expect(JSON.parse(await text.inputValue())).toEqual({ calibration: { observer: 'min-max' } });

    await text.fill('{"calibration": {"observer": "min-max", "samples": -1}, "colour": 1}');
    const faults = page.getByRole('status').filter({ hasText: 'The recipe has' });
    expect(await faults.getByRole('listitem').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\/calibration\/samples /), expect.stringMatching(/^\/colour /)]),
    );
    expect(await submitButton.isDisabled()).toBe(true);
    expect(answers.filter((answer) => answer.startsWith('202'))).toEqual([]);

    await text.fill('{"calibration": {"observer": "min-max"}}');
    await submitButton.click();
    await page.waitForURL('**/jobs/job_*');
    const id = page.url().split('/').at(-1) ?? '';
    const made = await client.call('getJob', { params: { id } });
    expect(made.recipe.calibration.observer).toBe('min-max');
    expect(made.model.digest).toBe(job.model.digest);
    await client.call('cancelJob', { params: { id } });
  },
};
