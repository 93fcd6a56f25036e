import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { beLoggedIn, expect, test } from './support/fixtures';
import { open, send } from './support/dumps';

const SAMPLES = join(__dirname, '../../crates/processing/tests/data');
const CRASHY = 'crashy/38AE47EF5430B095D3C8DBF98DD074170/crashy.sym';
const ID = '5A9832E5287241C1838ED98914E9B7FF1';

const dump = () => ({
  name: `${crypto.randomUUID()}.dmp`,
  mimeType: 'application/octet-stream',
  buffer: readFileSync(join(SAMPLES, 'crashy-segv.dmp')),
});

const symbolsOf = (module: string) => ({
  name: `${module}.sym`,
  mimeType: 'text/plain',
  buffer: Buffer.from(`MODULE Linux x86_64 ${ID} ${module}\n`),
});

async function upload(page: Page, ...modules: string[]): Promise<void> {
  await page.getByLabel('Choose files').setInputFiles(modules.map(symbolsOf));
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
}

async function expectNarrowAndAccessible(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.evaluate(() => window.scrollTo(0, 0));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }))).toEqual([]);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('symbol files are uploaded, found and deleted', async ({ page, startServer }) => {
      const server = await startServer();
      await beLoggedIn(page, server.createAdmin(), server.url);
      await page.goto(server.url);
      await page.getByRole('link', { name: 'Symbols' }).click();
      await expect(page.getByRole('heading', { name: 'No symbol files yet' })).toBeVisible();
      await expect(page.getByText(`--url ${server.url} --key`)).toBeVisible();
      await upload(page, 'first', 'second');
      await expect(page.getByRole('note')).toHaveText('2 new symbol files are stored.');
      const names = page.getByRole('table', { name: 'Symbols' }).getByRole('rowheader');
      await expect(names).toHaveText(['second', 'first']);
      await upload(page, 'first');
      await expect(page.getByRole('note')).toHaveText('These files were there already.');

      await page.getByLabel('Search').fill('SECO');
      await page.getByRole('button', { name: 'Filter' }).click();
      await expect(names).toHaveText(['second']);
      await names.getByRole('link').click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('second');
      await page.getByRole('button', { name: 'Delete' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete this symbol file?' });
      await dialog.getByRole('button', { name: 'Delete' }).click();
      await expect(page).toHaveURL(`${server.url}/symbols`);
      await expect(names).toHaveText(['first']);
    });

    test('what is no symbol file is told', async ({ adminPage: page }) => {
      await page.goto('/symbols');
      const other = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing') };
      await page.getByLabel('Choose files').setInputFiles(other);
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
      await expect(page.getByRole('alert')).toContainText('One of the files is no symbol file.');
    });

    test('what dumps lack is named with the commands that bring it', async ({ page, startServer }) => {
      const server = await startServer();
      await beLoggedIn(page, server.createAdmin(), server.url);
      await page.goto(`${server.url}/symbols`);
      await page.getByRole('link', { name: 'Missing symbols' }).click();
      await expect(page.getByRole('heading', { name: 'Nothing is missing' })).toBeVisible();
      const crashy = join(SAMPLES, 'symbols', CRASHY);
      const [head] = readFileSync(crashy, 'utf8').split('\n', 1);
      await page.getByRole('link', { name: 'All symbols', exact: true }).click();
      await page.getByLabel('Choose files').setInputFiles({
        name: 'crashy.sym',
        mimeType: 'text/plain',
        buffer: Buffer.from(`${head}\ngarbage\n`),
      });
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
      await expect(page.getByRole('note')).toBeVisible();
      await page.getByRole('link', { name: 'Missing symbols' }).click();
      const { id } = await send(server, dump());
      const row = page
        .getByRole('table', { name: 'Missing symbols' })
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: 'crashy' }) });
      await expect(async () => {
        await page.reload();
        await expect(row).toBeVisible({ timeout: 500 });
      }).toPass();
      await expect(row.getByRole('rowheader')).toContainText('Symbol file broken');
      await row.getByText('Commands').click();
      await expect(row.locator('pre')).toContainText('dump_syms --store symbols crashy');
      await expect(row.locator('pre')).toContainText(`symbols upload symbols --url ${server.url} --key`);
      await expect(page.getByRole('rowheader', { name: 'libc.so.6' })).toContainText('System library');

      await page.getByRole('link', { name: 'All symbols' }).click();
      await page.getByLabel('Choose files').setInputFiles(crashy);
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
      await page.getByRole('link', { name: 'Missing symbols' }).click();
      await expect(row).toHaveCount(0);
      await expect(async () => {
        await page.goto(`${server.url}/dumps/${id}`);
        await expect(page.getByText('copy_field').first()).toBeVisible({ timeout: 500 });
      }).toPass();
    });
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('the pages of symbols are accessible, and fit a narrow window', async ({ page, startServer }) => {
      const server = await startServer();
      await beLoggedIn(page, server.createAdmin(), server.url);
      for (const path of ['/symbols', '/symbols/missing']) {
        await open(page, `${server.url}${path}`);
        await expectNarrowAndAccessible(page);
      }
      await send(server, dump());
      await open(page, `${server.url}/symbols`);
      await upload(page, 'a-module-with-a-name-that-is-far-too-long-for-a-narrow-window.so.1', 'app');
      await expect(page.getByRole('note')).toBeVisible();
      await expectNarrowAndAccessible(page);
      await page.getByRole('link', { name: 'app', exact: true }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('app');
      await expectNarrowAndAccessible(page);
      await expect(async () => {
        await open(page, `${server.url}/symbols/missing`);
        await expect(page.getByRole('rowheader').first()).toBeVisible({ timeout: 500 });
      }).toPass();
      await page.locator('summary', { hasText: 'Commands' }).first().click();
      await expectNarrowAndAccessible(page);
    });
  });
}
