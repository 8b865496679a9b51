import { expect } from 'vitest';
import type { Scenarios } from '../scenario.ts';

export const signIn: Scenarios = {
  'a key that is pasted signs in, in this tab alone': async ({ open, service }) => {
    await using tab = await open({ signedIn: false });
    const { page } = tab;
    await page.getByLabel('API key').fill(` ${service.key}\n`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(service.key);
    const other = await page.context().newPage();
    await other.goto('/');
    await other.getByLabel('API key').waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain(service.key);
  },

  'the link that the service prints signs in, and its key is in no address afterwards': async ({ open, service }) => {
    const link = /http:\S+#key=\S+/.exec(service.output())?.[0] ?? '';
    expect(link).toBe(`${service.url}/#key=${service.key}`);
    await using tab = await open();
    await tab.page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    expect(tab.page.url()).toBe(`${service.url}/`);
    expect(tab.answers.join(' ')).not.toContain(service.key);
    await tab.page.goBack();
    expect(tab.page.url()).not.toContain(service.key);
  },

  'a wrong key is refused in the words of the service': async ({ open }) => {
    await using tab = await open({ signedIn: false });
    await tab.page.getByLabel('API key').fill('octet_wrong');
    await tab.page.getByRole('button', { name: 'Sign in' }).click();
    await tab.page.getByRole('alert').getByText('auth/invalid').waitFor();
    expect(await tab.page.getByRole('heading', { name: 'Jobs' }).count()).toBe(0);
  },

  'a key that is revoked meanwhile leads back to the sign-in, with the reason': async ({ open, client }) => {
    const { id, secret } = await client.call('createKey', { body: { name: 'short-lived', scopes: ['read'] } });
    await using tab = await open({ key: secret });
    await tab.page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await client.call('revokeKey', { params: { id } });
    await tab.page.getByLabel('API key').waitFor();
    expect(await tab.page.getByRole('alert').textContent()).toContain('auth/revoked');
  },
};
