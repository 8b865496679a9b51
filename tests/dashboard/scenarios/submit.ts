import { expect } from 'vitest';
import { smallJob } from '../../service/small-job.ts';
import { dropFile } from '../drop-file.ts';
import type { Scenarios } from '../scenario.ts';

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
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 60_000 };
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
