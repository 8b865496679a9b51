import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Scenarios } from '../scenario.ts';
import type { World } from '../world.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Address of every page, from what the world has. */
const pages: Readonly<Record<string, (world: World) => string | Promise<string>>> = {
  'the list of jobs': () => '/',
  'a new job': () => '/new',
  'a job from another': ({ jobs: [{ id }] }) => `/new?from=${id}`,
  'a job': ({ jobs: [{ id }] }) => `/jobs/${id}`,
  'a job with hostile names': ({ hostile }) => `/jobs/${hostile.id}`,
  'a comparison': ({ jobs: [a, b] }) => `/compare?a=${a.id}&b=${b.id}`,
  workers: () => '/workers',
  webhooks: () => '/webhooks',
  deliveries: async ({ client }) => {
    const { id } = await client.call('createEndpoint', { body: { url: 'https://127.0.0.1:9/none' } });
    await client.call('pingEndpoint', { params: { id } });
    return `/webhooks/${id}`;
  },
  keys: () => '/keys',
  'an address that is nothing': () => '/nowhere',
};

const looksWell = (path: (world: World) => string | Promise<string>) => async (world: World) => {
  await using tab = await world.open({ path: await path(world) });
  const { page } = tab;
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(axe);
  expect(await seriousViolations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await seriousViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 700 });
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  expect(await seriousViolations(page)).toEqual([]);
};

async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeAnswer>(`axe.run(document, { resultTypes: ['violations'] })`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

interface AxeAnswer {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

export const everyPage: Scenarios = {
  ...Object.fromEntries(
    Object.entries(pages).map(([name, path]) => [
      `${name}: nothing serious for axe in light and dark, nothing beside the screen at 360 px`,
      looksWell(path),
    ]),
  ),
};
