import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures';
import { accessToken, open, send, testFile } from './support/dumps';
import { sendReport } from './support/reports';

const TEXTS = {
  prod: 'Paint',
  ver: '1.2.3',
  plat: 'Linux',
  ptype: 'renderer',
  guid: '14139331-5c40-e04b-b206-38707dcf72d8',
  channel: 'beta',
  gpu: `OpenGL\n${'Mesa <b>llvmpipe</b> '.repeat(40)}`,
};

/** What stands behind a name in a list of facts. */
const fact = (page: Page, name: string) =>
  page.locator('dl > div', { has: page.getByRole('term').filter({ hasText: name }) }).getByRole('definition');

const panel = (page: Page, title: string) =>
  page.locator('section.panel', { has: page.getByRole('heading', { name: title, exact: true }) });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('the page of a dump shows what came with it', async ({ adminPage: page, server }) => {
      const id = await sendReport(server, { texts: TEXTS, attachments: { 'app.log': 'x'.repeat(2048), 'a b.txt': '1' } });
      await page.goto(`/dumps/${id}`);
      for (const [name, text] of [
        ['Product', 'Paint'],
        ['Version', '1.2.3'],
        ['Platform', 'Linux'],
        ['Process type', 'renderer'],
        ['Installation', TEXTS.guid],
      ]) {
        await expect(fact(page, name)).toHaveText(text);
      }
      const annotations = panel(page, 'Annotations');
      await expect(annotations.getByRole('term')).toHaveText(Object.keys(TEXTS).toSorted());
      await expect(annotations.getByText('beta')).toBeVisible();
      const long = annotations.getByText('<b>llvmpipe</b>');
      await expect(long).toBeHidden();
      await annotations.getByText('OpenGL…').click();
      await expect(long).toBeVisible();

      const attachments = panel(page, 'Attachments');
      await expect(attachments.getByRole('term')).toHaveText(['app.log', 'a b.txt']);
      await expect(attachments.getByText('2.00 KiB')).toBeVisible();
      const started = page.waitForEvent('download');
      await attachments.getByRole('link', { name: 'app.log' }).click();
      const download = await started;
      expect(download.suggestedFilename()).toBe('app.log');
      expect(readFileSync(await download.path(), 'utf8')).toBe('x'.repeat(2048));
    });

    test('dumps are found by where they come from', async ({ adminPage: page, server }) => {
      const product = `Paint & more ${crypto.randomUUID()}`;
      for (const ver of ['1', '2']) {
        await sendReport(server, { texts: { prod: product, ver, plat: 'Linux' } });
      }
      const id = await sendReport(server, { texts: { prod: product, ver: '2', plat: 'Windows' } });
      const rows = page.getByRole('rowheader');
      await page.goto(`/dumps/${id}`);
      await fact(page, 'Product').getByRole('link').click();
      await expect(rows).toHaveCount(3);
      await expect(page.getByLabel('Product')).toHaveValue(product);
      await page.getByLabel('Version').fill('2');
      await page.getByRole('button', { name: 'Filter' }).click();
      await expect(rows).toHaveCount(2);
      await page.getByLabel('Platform').fill('Linux');
      await page.getByRole('button', { name: 'Filter' }).click();
      await expect(rows).toHaveCount(1);
      await expect(page).toHaveURL(/product=Paint.*&version=2&platform=Linux/);
      await page.getByLabel('Platform').fill('linux');
      await page.getByRole('button', { name: 'Filter' }).click();
      await expect(page.getByRole('heading', { name: 'No dump matches' })).toBeVisible();
    });
  });
}

test('of a dump that came alone nothing is shown', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('alone.dmp'));
  await open(page, `/dumps/${dump.id}`);
  for (const title of ['Report', 'Annotations', 'Attachments']) {
    await expect(panel(page, title)).toHaveCount(0);
  }
  const bare = await sendReport(server, {});
  await open(page, `/dumps/${bare}`);
  await expect(panel(page, 'Report').getByRole('term')).toHaveText(['Report id']);
  for (const title of ['Annotations', 'Attachments']) {
    await expect(panel(page, title)).toHaveCount(0);
  }
});

test('what is too long for the page is left to REST', async ({ adminPage: page, server }) => {
  const id = await sendReport(server, { texts: { log: 'x'.repeat(60_000), a: 'short' } });
  await open(page, `/dumps/${id}`);
  const annotations = panel(page, 'Annotations');
  await expect(fact(page, 'And more')).toContainText(`GET /api/dumps/${id}/submission/`);
  expect((await annotations.locator('pre').textContent())?.length).toBe(8192);
});

test('a label is changed and what came with the dump stays', async ({ adminPage: page, server }) => {
  const id = await sendReport(server, { texts: { prod: 'Paint' }, attachments: { 'app.log': '1' } });
  await open(page, `/dumps/${id}`);
  await page.getByLabel('Label', { exact: true }).fill('new');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  await expect(fact(page, 'Product')).toHaveText('Paint');
  await expect(panel(page, 'Attachments').getByRole('link')).toHaveText(['app.log']);
});

test('an attachment is for those who are signed in, and a browser does nothing with it', async ({ adminPage, server }) => {
  const id = await sendReport(server, { attachments: { 'page.html': '<script>alert(1)</script>' } });
  const headers = { Authorization: `Bearer ${await accessToken(server)}` };
  const answer = await fetch(`${server.url}/api/dumps/${id}/submission/`, { headers });
  const { attachments } = (await answer.json()) as { attachments: { id: number }[] };
  const path = `/dumps/${id}/attachments/${attachments[0].id}`;
  const attachment = await adminPage.request.get(path);
  expect(attachment.headers()['content-security-policy']).toBe("sandbox; default-src 'none'");
  expect(attachment.headers()['content-disposition']).toContain('attachment');
  await adminPage.context().clearCookies({ name: 'session' });
  await adminPage.goto(path);
  await expect(adminPage).toHaveURL(`/login?next=%2Fdumps%2F${id}`);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what came with a dump is accessible, ${colorScheme}`, async ({ adminPage: page, server }) => {
    const expectAccessible = async (): Promise<void> => {
      await page.evaluate(() => window.scrollTo(0, 0));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    };
    await page.emulateMedia({ colorScheme });
    const id = await sendReport(server, {
      texts: { ...TEXTS, [`a-name-${'without-an-end-'.repeat(10)}`]: 'x'.repeat(150) },
      attachments: { [`${'long-name-'.repeat(12)}.log`]: 'x'.repeat(4096) },
    });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await open(page, `/dumps/${id}`);
      await panel(page, 'Annotations').getByText('OpenGL…').click();
      await expectAccessible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await open(page, '/dumps?product=Paint');
      await expectAccessible();
    }
  });
}
