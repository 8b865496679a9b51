import type { Report } from '@octet/contracts';
import { expect } from 'vitest';
import type { Scenarios } from '../scenario.ts';
import type { World } from '../world.ts';

const host = '.report-host';
const shadow = `document.querySelector('${host}').shadowRoot`;

export const report: Scenarios = {
  'the job page has every section, chart and table of the standalone file': async ({ open, client, jobs: [{ id }] }) => {
    const html = await new Response(await client.download(id, 'report.html')).text();
    await using tab = await open({ path: `/jobs/${id}` });
    await tab.page.locator(`${host} #provenance`).waitFor();
    const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0;
    expect(await tab.page.locator(`${host} section`).count()).toBe(count(/<section /g));
    expect(await tab.page.locator(`${host} svg`).count()).toBe(count(/<svg /g));
    expect(await tab.page.locator(`${host} figure table`).count()).toBe(count(/<figure>.*?<table>/gs));
    const words = (text: string | null | undefined) => text?.replace(/\s+/g, ' ').trim();
    const first = await tab.page.locator(`${host} section`).first().textContent();
    expect(html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')).toContain(words(first)?.slice(0, 60));
  },

  'a layer in the chart leads to all that is known of it, and its address leads there again': async ({ open, client, jobs: [{ id }] }) => {
    const measured = await reportWithLayersMeasured(client, id);
    await using tab = await open();
    const { page } = tab;
    await page.route('**/report.json', (route) => route.fulfill({ json: measured }));
    await page.goto(`/jobs/${id}`);
    const link = page.locator(`${host} #layers svg a:not([tabindex])`).last();
    const name = await link.textContent();
    await link.focus();
    await page.keyboard.press('Enter');
    const { hash } = new URL(page.url());
    expect(hash).toMatch(/^#layer-\d+$/);
    const details = page.locator(`${host} details[open]:has(> ${hash})`);
    expect(await details.locator('summary').first().textContent()).toContain(name);

    await page.reload();
    await details.waitFor();
    expect(await page.evaluate(`${shadow}.activeElement?.id`)).toBe(hash.slice(1));
  },

  'the picker goes to a layer by its name': async ({ open, jobs: [{ id }] }) => {
    await using tab = await open({ path: `/jobs/${id}` });
    await tab.page.getByRole('combobox', { name: 'Layer' }).selectOption({ index: 2 });
    await tab.page.locator(`${host} details[open] #layer-2`).waitFor();
    expect(new URL(tab.page.url()).hash).toBe('#layer-2');
  },

  'the charts follow the colours that are chosen here': async ({ open, jobs: [{ id }] }) => {
    await using tab = await open({ path: `/jobs/${id}`, colorScheme: 'light' });
    await tab.page.locator(`${host} #provenance`).waitFor();
    const surface = () => tab.page.evaluate(`getComputedStyle(${shadow}.querySelector('.report')).backgroundColor`);
    const light = await surface();
    await tab.page.getByLabel('Colours').selectOption('dark');
    expect(await surface()).not.toBe(light);
  },

  'a job without a report has no place for one': async ({ open, jobs: [job] }) => {
    await using tab = await open();
    await tab.page.route(`**/v1/jobs/${job.id}`, (route) => route.fulfill({ json: { ...job, outputs: [] } }));
    await tab.page.goto(`/jobs/${job.id}`);
    await tab.page.getByText(job.id).first().waitFor();
    expect(await tab.page.locator(host).count()).toBe(0);
    expect(await tab.page.getByRole('heading', { name: 'Report', exact: true }).count()).toBe(0);
  },
};

/** Whether a network this small gains by integers is a matter of the machine; here its layers are said to have. */
async function reportWithLayersMeasured(client: World['client'], id: string): Promise<object> {
  const report = (await new Response(await client.download(id, 'report.json')).json()) as Report;
  return { ...report, layers: report.layers.map((layer, i) => ({ ...layer, placement: 'integer', sqnr_alone_db: 30 + i })) };
}
