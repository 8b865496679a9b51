import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Scenarios } from '../scenario.ts';

export const keyboard: Scenarios = {
  'who has a keyboard only signs in, goes to another page, makes a key, and revokes it': async ({ open, client, service }) => {
    await using tab = await open({ signedIn: false });
    const { page } = tab;
    await page.getByLabel('API key').waitFor();
    await tabTo(page, 'API key');
    await page.keyboard.type(service.key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();

    await tabTo(page, 'Keys');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'API keys' }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await tabTo(page, 'Name');
    await page.keyboard.type('typed');
    await page.keyboard.press('Enter');
    const told = page.getByRole('region', { name: 'The key typed' });
    await told.waitFor();
    expect((await focused(page)).name).toBe('The key typed');

    await tabTo(page, 'Revoke the key typed');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    expect(await focused(page)).toMatchObject({ name: 'Revoke the key typed' });
    await page.keyboard.press('Enter');
    await tabTo(page, 'Revoke');
    await page.keyboard.press('Enter');
    await page
      .getByRole('row', { name: /^typed/ })
      .getByText('Revoked')
      .waitFor();
    const { items } = await client.call('listKeys', {});
    expect(items.find(({ name }) => name === 'typed')?.revoked_at).not.toBeNull();
  },

  'the focus is seen wherever it goes, and the first stop leads past the navigation': async ({ open, jobs: [{ id }] }) => {
    for (const path of ['/', '/new', `/jobs/${id}`, '/webhooks']) {
      await using tab = await open({ path });
      const { page } = tab;
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await page.keyboard.press('Tab');
      expect([path, (await focused(page)).name]).toEqual([path, 'Skip to the page']);
      for (let stop = 0; stop < 25; stop++) {
        const { name, seen } = await focused(page);
        expect([path, name, seen]).toEqual([path, name, true]);
        await page.keyboard.press('Tab');
      }
      await page.reload();
      await page.waitForLoadState('networkidle');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect([path, await page.evaluate(`document.querySelector('main').contains(document.activeElement)`)]).toEqual([path, true]);
    }
  },
};

interface Focused {
  readonly name: string;
  /** An outline, or the box that the browser itself draws. */
  readonly seen: boolean;
}

const focused = (page: Page): Promise<Focused> =>
  page.evaluate<Focused>(`(() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const label = element.labels?.[0]?.querySelector('span')?.textContent;
    const name = element.getAttribute('aria-label') ?? label ?? element.textContent.trim();
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return { name, seen: element === document.body || (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) };
  })()`);

/** Presses Tab until the named element has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < 80; stop++) {
    await page.keyboard.press('Tab');
    const { name: now } = await focused(page);
    if (now === name) return;
    passed.push(now);
  }
  throw new Error(`Tab never comes to ${name}; it passes ${passed.join(', ')}`);
}
