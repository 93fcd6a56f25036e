import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { beLoggedIn, expect, test } from './support/fixtures';
import { history, open, send, testFile } from './support/dumps';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function expectAccessible(page: Page): Promise<void> {
  // What has slid halfway under the header is no small target.
  await page.evaluate(() => window.scrollTo(0, 0));
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const faults = violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
  expect(faults).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    for (const path of ['/login', '/register', '/setup', '/no/such/page']) {
      test(`${path} for a visitor`, async ({ page }) => {
        await open(page, path);
        await expectAccessible(page);
      });
    }

    for (const path of ['/', '/dumps', '/dumps?q=no-dump-has-this-name', '/upload', '/dumps/999999']) {
      test(`${path} for a member`, async ({ adminPage, server }) => {
        await send(server, testFile('listed.dmp'), 'a label');
        await open(adminPage, path);
        await expectAccessible(adminPage);
      });
    }

    test('the list on a narrow window', async ({ adminPage, server }) => {
      await send(server, testFile('listed.dmp'), 'a label');
      await adminPage.setViewportSize({ width: 390, height: 844 });
      await open(adminPage, '/dumps');
      await expectAccessible(adminPage);
    });

    test('the page of a dump on a narrow window', async ({ adminPage, server }) => {
      const dump = await send(server, testFile('narrow.dmp'), 'a label');
      await adminPage.setViewportSize({ width: 390, height: 844 });
      await open(adminPage, `/dumps/${dump.id}`);
      await adminPage.getByLabel('Label', { exact: true }).fill('another-label-'.repeat(15));
      await adminPage.getByRole('button', { name: 'Save' }).click();
      await expect(history(adminPage)).toHaveCount(2);
      await expectAccessible(adminPage);
      const width = await adminPage.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(390);
    });

    test('the set-up form', async ({ page, startServer }) => {
      const server = await startServer();
      await open(page, server.url + server.setUpPath());
      await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible();
      await expectAccessible(page);
    });

    test('an empty store', async ({ page, startServer }) => {
      const server = await startServer();
      await beLoggedIn(page, server.createAdmin(), server.url);
      await open(page, `${server.url}/dumps`);
      await expectAccessible(page);
    });

    test('a dump and the question before it is deleted', async ({ adminPage, server }) => {
      const dump = await send(server, testFile('accessible.dmp'), 'a label');
      await open(adminPage, `/dumps/${dump.id}`);
      await expectAccessible(adminPage);
      await adminPage.getByRole('button', { name: 'Delete' }).click();
      await expect(adminPage.getByRole('dialog')).toBeVisible();
      await expectAccessible(adminPage);
    });

    test('an archived dump, in the list and on its page', async ({ page, startServer }) => {
      const server = await startServer({ archive: { dir: 'archive' } });
      await beLoggedIn(page, server.createAdmin(), server.url);
      const dump = await send(server, testFile('archived.dmp'), 'a label');
      await open(page, `${server.url}/dumps/${dump.id}`);
      await page.getByRole('button', { name: 'Archive' }).click();
      await expect(page.getByRole('button', { name: 'Restore' })).toBeEnabled();
      await expectAccessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await open(page, `${server.url}/dumps`);
      await expect(page.getByRole('rowheader')).toContainText('Archived');
      await expectAccessible(page);
    });

    test('a form with errors', async ({ page }) => {
      await open(page, '/register');
      await page.getByLabel('Email', { exact: true }).fill('someone@example.com');
      await page.getByLabel('Password', { exact: true }).fill('12345');
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
      await expectAccessible(page);
    });

    test('an upload queue', async ({ adminPage, server }) => {
      const known = testFile('known.dmp', `known ${crypto.randomUUID()}`);
      await send(server, known);
      await open(adminPage, '/upload');
      const good = testFile('good.dmp', crypto.randomUUID());
      await adminPage.getByLabel('Choose files').setInputFiles([good, testFile('empty.dmp', ''), known]);
      await expectAccessible(adminPage);
      await adminPage.getByRole('button', { name: 'Upload' }).click();
      await expect(adminPage.getByRole('button', { name: 'Upload anyway' })).toBeVisible();
      await expect(adminPage.getByText('1 of 3 uploaded')).toBeVisible();
      await expectAccessible(adminPage);
    });
  });
}
