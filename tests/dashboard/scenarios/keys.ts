import { OctetClient } from '@octet/client';
import { expect } from 'vitest';
import type { Scenarios } from '../scenario.ts';

export const keys: Scenarios = {
  'a key is made, shown once, does what it may, and is refused once it is revoked': async ({ open, service }) => {
    await using tab = await open({ path: '/keys' });
    const { page } = tab;
    await page.getByLabel('Name').fill('made in the browser');
    await page.getByRole('checkbox', { name: /^write/ }).uncheck();
    await page.getByLabel('Expires').selectOption('In 7 days');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const secret = await page.getByRole('region', { name: 'The key made in the browser' }).locator('code').textContent();
    const made = new OctetClient({ url: service.url, key: secret ?? '' });
    expect(await made.call('getUsage', {})).toHaveProperty('jobs_30d');
    await expect(made.call('createEndpoint', { body: { url: 'https://example.org' } })).rejects.toMatchObject({ code: 'auth/scope' });

    await page.reload();
    const row = page.getByRole('row', { name: /made in the browser/ });
    expect(await row.textContent()).toMatch(/read(?!, write).*Works, ends in [67] days/);
    expect(await page.content()).not.toContain(secret);

    await row.getByRole('button', { name: /^Revoke/ }).click();
    const question = page.getByRole('dialog', { name: 'Revoke the key made in the browser?' });
    await question.getByRole('button', { name: 'Keep it' }).click();
    expect(await made.call('getUsage', {})).toHaveProperty('jobs_30d');
    await row.getByRole('button', { name: /^Revoke/ }).click();
    await question.getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('Revoked').waitFor();
    await expect(made.call('getUsage', {})).rejects.toMatchObject({ code: 'auth/revoked' });
  },

  'a key is in the list although the list was still being read when it was made': async ({ open }) => {
    await using tab = await open();
    const { page } = tab;
    const made = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/v1/keys'));
    let first = true;
    await page.route('**/v1/keys', async (route) => {
      if (route.request().method() !== 'GET' || !first) return route.continue();
      first = false;
      const listed = await route.fetch();
      await made;
      // The page may have given this reading up by now.
      await route.fulfill({ response: listed }).catch(() => {});
    });
    await page.getByRole('link', { name: 'Keys' }).click();
    await page.getByLabel('Name').fill('made meanwhile');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const row = page.getByRole('row', { name: /^made meanwhile/ });
    await row.waitFor();
    expect(await row.textContent()).toContain('Works');
  },

  'a key that may not see keys is refused, and stays signed in': async ({ open, client }) => {
    const { secret } = await client.call('createKey', { body: { name: 'reader', scopes: ['read'] } });
    await using tab = await open({ path: '/keys', key: secret });
    await tab.page.getByRole('alert').getByText('auth/scope').waitFor();
    expect(await tab.page.getByRole('heading', { name: 'API keys' }).count()).toBe(1);
  },
};
