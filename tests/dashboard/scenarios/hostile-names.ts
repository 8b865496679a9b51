import { expect } from 'vitest';
import type { Scenarios } from '../scenario.ts';

/** Control characters, and the marks that turn text around. */
const hiding = /[\u202A-\u202E\u2066-\u2069]/u;

export const hostileNames: Scenarios = {
  'names of a model are text on every page that shows them, and short': async ({ open, hostile, jobs: [other] }) => {
    for (const path of ['/?tag=hostile', `/jobs/${hostile.id}`, `/new?from=${hostile.id}`, `/compare?a=${hostile.id}&b=${other.id}`]) {
      await using tab = await open({ path });
      const { page } = tab;
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      // Only what is laid out is shown: the text of a menu that is closed is not.
      // biome-ignore lint/performance/useDomNodeTextContent: as a reader sees it.
      const shown = await page.locator('body').innerText();
      expect([path, hiding.exec(shown)?.[0]]).toEqual([path, undefined]);
      expect([path, await page.locator('[onclick], [onerror], [onload], [src*="evil"], script:not([src])').count()]).toEqual([path, 0]);
      expect([path, await page.title()]).toEqual([path, expect.stringMatching(/Octet$/)]);
      expect([path, Math.max(...shown.split('\n').map((line) => line.length)) < 2000]).toEqual([path, true]);
    }
  },
};
