import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface PageOptions extends Pick<BrowserContextOptions, 'colorScheme'> {
  /** In the dashboard, with its leading slash. */
  readonly path?: string;
  /** Pixels; default 1280. */
  readonly width?: number;
  /** Signs in by the link that `npm start` prints; nobody is signed in without. */
  readonly key?: string;
  /** Its timers can be wound on: page.clock. */
  readonly clock?: boolean;
}

export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** `304 /v1/jobs`: every answer of the service, in order. */
  readonly answers: readonly string[];
  /** What no page may do: call another host, break its policy, throw. */
  readonly offences: ReadonlySet<string>;
}

/** A page in a context of its own. Disposing it throws where it did what no page may do. */
export async function watchedPage(
  browser: Browser,
  origin: string,
  { path = '/', width = 1280, key, clock = false, colorScheme = 'light' }: PageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce', baseURL: origin });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  if (clock) await page.clock.install();
  const answers: string[] = [];
  const offences = new Set<string>();
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) offences.add(`calls ${url.href}`);
  });
  page.on('response', (response) => {
    const { pathname, search } = new URL(response.url());
    answers.push(`${response.status()} ${pathname}${search}`);
  });
  page.on('pageerror', (error) => offences.add(`throws ${error.stack}`));
  page.on('dialog', (dialog) => {
    offences.add(`opens a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  // Chromium tells of everything that a policy stops here; and of answers that are no success, which are the service's to give.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) offences.add(`says ${message.text()}`);
  });
  await page.goto(key === undefined ? path : `${path}#key=${key}`);
  return {
    page,
    answers,
    offences,
    async [Symbol.asyncDispose]() {
      await context.close();
      if (offences.size > 0) throw new Error(`The page ${path} ${[...offences].join('\n')}`);
    },
  };
}
