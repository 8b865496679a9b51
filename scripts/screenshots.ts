/** `npm run screenshots`: docs/screenshots/*.png again, from a service of its own with the demo's model in it. Needs Chromium. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OctetClient } from '@octet/client';
import type { Job } from '@octet/contracts';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { cifar10Archives } from './demo/cifar10-archives.ts';
import { demoService } from './demo/demo-service.ts';
import { webhookReceiver } from './demo/webhook-receiver.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs/screenshots');
const browserPath = process.env.OCTET_CHROMIUM ?? '/usr/bin/chromium';
const size = { width: 1280, height: 800 };

const say = (line: string): void => void process.stderr.write(`octet: ${line}\n`);

const { calibration, evaluation } = await cifar10Archives({ say });
await using service = await demoService(say);
await using receiver = await webhookReceiver();
const client = new OctetClient(service);
const { id: endpoint, secret } = await client.call('createEndpoint', { body: { url: receiver.url, description: 'the build server' } });
receiver.useSecret(secret);
await client.call('createKey', { body: { name: 'nightly build', scopes: ['read', 'write'] } });

const file = async (path: string, name: string) => new File([await readFile(path)], name);
const files = {
  model: await file(join(root, 'examples/minicnn/minicnn.onnx'), 'minicnn.onnx'),
  calibration: await file(calibration, 'calibration.zip'),
  evaluation: await file(evaluation, 'evaluation.zip'),
};
say('a job with the defaults');
const best = await ended((await client.submit(files, { name: 'MiniCNN, as it comes', tags: ['nightly'] })).id);
say('a job with min-max');
const recipe = { calibration: { observer: 'min-max' }, correct: { bias: 'off', equalize: 'off' }, budget: { search_seconds: 0 } };
const plain = await client.submit(files, { name: 'MiniCNN, min-max', tags: ['nightly'], recipe });

const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
try {
  await mkdir(folder, { recursive: true });
  const page = await (await browser.newContext({ viewport: size, baseURL: service.url, reducedMotion: 'reduce' })).newPage();
  await shoot(page, 'sign-in', '/');
  await page.goto(`/#key=${service.key}`);
  await page.reload();
  await page.goto(`/jobs/${plain.id}`);
  await page.locator('[aria-current=step]').waitFor({ timeout: 60_000 });
  await picture(page, 'job-running');
  await ended(plain.id);
  await shoot(page, 'jobs', '/');
  await shoot(page, 'new-job', `/new?from=${best.id}`);
  await shoot(page, 'job', `/jobs/${best.id}`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await shoot(page, 'job-dark', `/jobs/${best.id}`);
  await page.emulateMedia({ colorScheme: 'light' });
  const atReport = () => page.evaluate(`document.getElementById('report-title').scrollIntoView()`);
  await shoot(page, 'report', `/jobs/${best.id}`, atReport);
  await shoot(page, 'report-layers', `/jobs/${best.id}`, async () => {
    await page.getByRole('heading', { name: 'Layers' }).scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, 500);
  });
  await shoot(page, 'compare', `/compare?a=${best.id}&b=${plain.id}`);
  await shoot(page, 'workers', '/workers');
  await shoot(page, 'webhooks', '/webhooks');
  await shoot(page, 'deliveries', `/webhooks/${endpoint}`);
  await shoot(page, 'keys', '/keys');
} finally {
  await browser.close();
}

async function shoot(page: Page, name: string, path: string, before: () => Promise<unknown> = async () => undefined): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await before();
  await picture(page, name);
}

/** In few colours: a page has few, and the repository keeps every version. */
async function picture(page: Page, name: string): Promise<void> {
  const png = await sharp(await page.screenshot())
    .png({ palette: true, colours: 128, effort: 10 })
    .toBuffer();
  await writeFile(join(folder, `${name}.png`), png);
  say(`${name}.png, ${Math.round(png.length / 1000)} kB`);
}

async function ended(id: string): Promise<Job> {
  let last: Job | undefined;
  for await (const job of client.watch(id)) last = job;
  if (last?.state !== 'succeeded') throw new Error(`${id} is ${last?.state}: ${last?.problem?.detail}`);
  return last;
}
