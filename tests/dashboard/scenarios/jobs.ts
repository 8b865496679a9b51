import { expect } from 'vitest';
import type { Scenarios } from '../scenario.ts';

/** Loopback; a page of ten thousand jobs has to cost what one of fifty does. */
const quickMs = 1500;

export const jobs: Scenarios = {
  'at ten thousand jobs the list is quick, and holds a page of the service’s own': async ({ open }) => {
    await using tab = await open();
    const { page, answers } = tab;
    const rows = page.getByRole('region', { name: 'Jobs' }).locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(50);
    const readMs = await page.evaluate(() => {
      const [read] = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/v1/jobs?'));
      return read?.duration;
    });
    expect(readMs).toBeLessThan(quickMs);

    const first = await rows.first().getByRole('link').first().getAttribute('href');
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByText('Page 2').waitFor();
    await page.locator(`a[href="${first}"]`).waitFor({ state: 'detached' });
    expect(await rows.count()).toBe(50);
    expect(answers.filter((answer) => answer.includes('/v1/jobs?') && answer.includes('cursor=')).length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Newer' }).click();
    await page.locator(`a[href="${first}"]`).waitFor();
  },

  'filters by state, verdict and tag are in the address, and are taken from there': async ({ open, jobs: [job] }) => {
    await using tab = await open();
    const { page } = tab;
    await page.getByLabel('Tag').fill('seed');
    await page.getByLabel('State').selectOption('Succeeded');
    await page.getByRole('row', { name: /old/ }).first().waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?tag=seed&state=succeeded');
    await page.reload();
    await page.getByRole('link', { name: job.name ?? '' }).waitFor();
    expect(await page.getByRole('region', { name: 'Jobs' }).locator('tbody tr').count()).toBe(2);
    await page.getByLabel('State').selectOption('Failed');
    await page.getByText('No jobs match this filter').waitFor();
    await page.getByLabel('State').selectOption('Any');
    await page.getByLabel('Tag').fill('nightly');
    await page.getByLabel('Verdict').selectOption('Fail');
    await page.getByRole('link', { name: 'old 5', exact: true }).waitFor();
    await page.getByRole('link', { name: 'old 4', exact: true }).waitFor({ state: 'detached' });
    expect(await page.getByRole('link', { name: 'old 5', exact: true }).count()).toBe(1);
  },

  'the address of the list without a job leads to the list, with its filter': async ({ open }) => {
    await using tab = await open({ path: '/jobs?tag=seed' });
    await tab.page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    const { pathname, search } = new URL(tab.page.url());
    expect([pathname, search]).toEqual(['/', '?tag=seed']);
    expect(await tab.page.getByLabel('Tag').inputValue()).toBe('seed');
  },

  'an address that is nothing says so, and leads on': async ({ open }) => {
    await using tab = await open({ path: '/nowhere' });
    await tab.page.getByRole('heading', { name: 'No such page', level: 1 }).waitFor();
    expect(tab.answers).toContain('404 /nowhere');
    await tab.page.getByRole('link', { name: 'All jobs' }).click();
    await tab.page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  },

  'two jobs that are chosen are compared': async ({ open, jobs: [a, b] }) => {
    await using tab = await open({ path: '/?tag=seed' });
    const { page } = tab;
    await page.getByLabel(`Compare ${a.id}`).check();
    expect(await page.getByRole('link', { name: 'Compare the two' }).count()).toBe(0);
    await page.getByLabel(`Compare ${b.id}`).check();
    await page.getByRole('link', { name: 'Compare the two' }).click();
    const figures = page.getByRole('region', { name: 'Figures' });
    await figures.getByRole('row', { name: /^Size ratio/ }).waitFor();
    expect(await page.getByText('Nothing: both ran the same recipe.').count()).toBe(1);
    expect(await page.getByText('calibrated on different data').count()).toBe(1);
    for (const job of [a, b])
      expect(await figures.getByRole('link', { name: job.name ?? '' }).getAttribute('href')).toBe(`/jobs/${job.id}`);
  },
};
