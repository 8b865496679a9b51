import { expect, vi } from 'vitest';
import { smallJob } from '../../service/small-job.ts';
import { type InboxMood, webhookInbox } from '../../service/webhook-inbox.ts';
import type { Scenarios } from '../scenario.ts';

export const webhooks: Scenarios = {
  'an endpoint is added, pinged, notified of a job, replayed to, given a new secret and deleted': async ({ open, client }) => {
    let mood: InboxMood = 'take';
    await using inbox = await webhookInbox({ mood: () => mood });
    await using tab = await open({ path: '/webhooks' });
    const { page } = tab;
    await page.getByLabel('Address').fill(inbox.url);
    await page.getByLabel('What it is for').fill('the test');
    await page.getByRole('button', { name: 'Add the endpoint' }).click();
    const told = page.getByRole('region', { name: `The secret of ${inbox.url}` });
    inbox.useSecret((await told.locator('code').textContent()) ?? '');
    await told.getByRole('button', { name: 'I have kept it' }).click();
    expect(await page.content()).not.toContain('whsec_');

    await page.getByRole('button', { name: `Ping ${inbox.url}` }).click();
    await vi.waitFor(() => expect(inbox.received.map(({ payload }) => payload.type)).toEqual(['ping']), { timeout: 10_000 });
    mood = 'fail';
    const { id } = await client.submit(await smallJob(7));
    await vi.waitFor(() => expect(inbox.turnedAway.length).toBe(1), { timeout: 30_000 });
    mood = 'take';

    await page.getByRole('link', { name: `Deliveries to ${inbox.url}` }).click();
    const ping = page.getByRole('row', { name: /^ping/ });
    await ping.getByText('Delivered').waitFor();
    const end = page.getByRole('row', { name: new RegExp(`^job.succeeded.*${id}`) });
    await end.getByText('Delivered').waitFor({ timeout: 20_000 });
    await end.getByText(/^2, the last: 204/).click();
    expect(await end.getByRole('listitem').allTextContents()).toEqual([expect.stringContaining('500'), expect.stringContaining('204')]);

    await ping.getByRole('button', { name: /^Replay/ }).click();
    await vi.waitFor(() => expect(inbox.received.filter(({ payload }) => payload.type === 'ping').length).toBe(2), { timeout: 10_000 });
    expect(new Set(inbox.received.filter(({ payload }) => payload.type === 'ping').map(({ webhookId }) => webhookId)).size).toBe(1);

    await page.getByRole('link', { name: 'All endpoints' }).click();
    await page.getByRole('button', { name: `Rotate secret of ${inbox.url}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate secret' }).click();
    inbox.useSecret((await told.locator('code').textContent()) ?? '');
    await page.getByRole('button', { name: `Ping ${inbox.url}` }).click();
    await vi.waitFor(() => expect(inbox.received.filter(({ payload }) => payload.type === 'ping').length).toBe(3), { timeout: 10_000 });
    expect(inbox.refused()).toBe(0);

    await page.getByRole('button', { name: `Delete ${inbox.url}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: `Ping ${inbox.url}` }).waitFor({ state: 'detached' });
    expect((await client.call('listEndpoints', {})).items).toEqual([]);
  },

  'an endpoint that answered 410 is switched off, and notified of jobs again once it is switched on': async ({ open, client }) => {
    let mood: InboxMood = 'gone';
    await using inbox = await webhookInbox({ mood: () => mood });
    const { id, secret } = await client.call('createEndpoint', { body: { url: inbox.url } });
    inbox.useSecret(secret);
    const ping = { params: { id } };
    await client.call('pingEndpoint', ping);
    await vi.waitFor(async () => expect((await client.call('getEndpoint', ping)).disabled_at).not.toBeNull(), { timeout: 10_000 });

    await using tab = await open({ path: '/webhooks' });
    const card = tab.page.getByRole('article', { name: inbox.url });
    await card.getByText('Switched off').waitFor();
    expect(await card.getByRole('button', { name: `Ping ${inbox.url}` }).isDisabled()).toBe(true);
    mood = 'take';
    await card.getByRole('button', { name: `Switch on ${inbox.url}` }).click();
    await card.getByText('Switched off').waitFor({ state: 'detached' });
    expect(await card.getByRole('button', { name: `Switch on ${inbox.url}` }).count()).toBe(0);
    await card.getByRole('button', { name: `Ping ${inbox.url}` }).click();
    await vi.waitFor(() => expect(inbox.received.map(({ payload }) => payload.type)).toContain('ping'), { timeout: 10_000 });
    await client.call('deleteEndpoint', ping);
  },

  'an address that webhooks may not go to is refused with the reason': async ({ open }) => {
    await using tab = await open({ path: '/webhooks' });
    await tab.page.getByLabel('Address').fill('http://10.0.0.1/inbox');
    await tab.page.getByRole('button', { name: 'Add the endpoint' }).click();
    await tab.page.getByRole('alert').getByText('What to do:').waitFor();
    expect(await tab.page.getByLabel('Address').inputValue()).toBe('http://10.0.0.1/inbox');
  },
};
