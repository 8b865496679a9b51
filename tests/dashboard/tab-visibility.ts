import type { Page } from 'playwright-core';

/** A browser without windows shows every tab: the page sees it hidden, as a browser would report it. */
export const hideTab = (page: Page): Promise<void> => tell(page, 'hidden');
export const showTab = (page: Page): Promise<void> => tell(page, 'visible');

const tell = (page: Page, state: 'hidden' | 'visible'): Promise<void> =>
  page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${state}' });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${state === 'hidden'} });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));`);
