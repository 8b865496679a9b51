import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { outputNames } from '@octet/contracts';
import type { Page, Request } from 'playwright-core';
import { expect, vi } from 'vitest';
import { endlessJob } from '../../faults/jobs.ts';
import type { Scenarios } from '../scenario.ts';
import { hideTab, showTab } from '../tab-visibility.ts';

const labels = {
  artifact: /^INT8 model/,
  'report.html': /^Report, one page/,
  'report.json': /^Report, data/,
  'report.md': /^Report, Markdown/,
  evidence: /^Signed evidence/,
} as const satisfies Record<(typeof outputNames)[number], RegExp>;

export const job: Scenarios = {
  'the verdict comes first, then what to do about it': async ({ open, jobs: [{ id, summary }] }) => {
    await using tab = await open({ path: `/jobs/${id}` });
    const first = tab.page.locator('main section').first();
    await first.getByText(summary?.headline ?? '').waitFor();
    expect(await first.textContent()).toMatch(/^. (Pass|Fail|Not evaluated) .*What to do:/);
  },

  'every output is downloaded as the bytes whose digest the job states': async ({ open, jobs: [{ id, outputs }] }) => {
    await using tab = await open({ path: `/jobs/${id}` });
    for (const { name, digest } of outputs) {
      const button = tab.page.getByRole('region', { name: 'Downloads' }).getByRole('button', { name: labels[name] });
      const [download] = await Promise.all([tab.page.waitForEvent('download'), button.click()]);
      const bytes = await readFile(await download.path());
      expect([name, createHash('sha256').update(bytes).digest('hex')]).toEqual([name, digest]);
    }
    expect(outputs.map(({ name }) => name).sort()).toEqual([...outputNames].sort());
  },

  'a job that runs is polled with its ETag, not while the tab is hidden; it is canceled, and retried': async ({ open, client }) => {
    const { id } = await client.submit(await endlessJob());
    let retried: string | undefined;
    try {
      await using tab = await open({ path: `/jobs/${id}`, clock: true });
      const { page, answers } = tab;
      const polls = (status: number) => answers.filter((answer) => answer === `${status} /v1/jobs/${id}`).length;
      await vi.waitFor(
        async () => {
          await page.clock.runFor(1000);
          expect(polls(304)).toBeGreaterThanOrEqual(3);
        },
        { timeout: 30_000, interval: 100 },
      );
      await page.locator('[aria-current=step]').waitFor();

      await hideTab(page);
      expect(await askedInAMinute(page)).toEqual([]);
      await showTab(page);
      expect(await askedInAMinute(page)).toContain(`/v1/jobs/${id}`);

      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByText('The job was canceled').waitFor({ timeout: 20_000 });
      await page.getByRole('button', { name: 'Retry' }).click();
      await page.waitForURL((url) => url.pathname.startsWith('/jobs/') && !url.pathname.endsWith(id));
      retried = page.url().split('/').at(-1) ?? '';
      expect(await client.call('getJob', { params: { id: retried } })).toMatchObject({ retry_of: id });
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByText('The job was canceled').waitFor({ timeout: 20_000 });
    } finally {
      for (const one of [id, retried]) if (one !== undefined) await client.call('cancelJob', { params: { id: one } });
    }
  },

  'a job is deleted once that is confirmed, not before': async ({ open, client }) => {
    const { id } = await client.submit(await endlessJob());
    await client.call('cancelJob', { params: { id } });
    await using tab = await open({ path: `/jobs/${id}` });
    const { page } = tab;
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
    expect(await client.call('getJob', { params: { id } })).toMatchObject({ id });
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await expect(client.call('getJob', { params: { id } })).rejects.toMatchObject({ code: 'not-found' });
  },

  'a job that is not there is explained in the words of the service': async ({ open }) => {
    await using tab = await open({ path: `/jobs/job_${'z'.repeat(26)}` });
    await tab.page.getByRole('alert').getByText('not-found').waitFor();
    expect(await tab.page.getByRole('navigation', { name: 'Pages' }).count()).toBe(1);
  },
};

/** Paths that the page asks for while its clock runs on by a minute, an answer from the service between any two steps. */
async function askedInAMinute(page: Page): Promise<string[]> {
  const asked: string[] = [];
  const note = (request: Request) => void asked.push(new URL(request.url()).pathname);
  page.on('request', note);
  for (let step = 0; step < 10; step++) {
    await page.clock.runFor(6000);
    await page.evaluate(`fetch('/livez').then((answer) => answer.text())`);
  }
  page.off('request', note);
  return asked.filter((path) => path !== '/livez');
}
