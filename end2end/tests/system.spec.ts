import AxeBuilder from '@axe-core/playwright';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beLoggedIn, expect, logIn, test } from './support/fixtures';
import { open, send, testFile } from './support/dumps';

test('an administrator sees what there is and how it is set', async ({ adminPage: page }) => {
  await open(page, '/');
  await page.getByRole('link', { name: 'System' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('System');
  await expect(page.getByRole('definition').filter({ hasText: /SQLite \d/ })).toContainText(/[KM]iB/);
  await expect(page.getByRole('definition').filter({ hasText: 'free' })).toHaveCount(1);
  const configuration = page.getByRole('table', { name: 'Configuration' });
  const key = (name: string) => configuration.getByRole('row').filter({ hasText: name });
  await expect(key('[server] bind')).toContainText('File');
  await expect(key('[archive] level')).toContainText('Default');
  await expect(key('[server] secret_key')).toContainText('Secret');
});

test('secrets are not in the page', async ({ page, startServer }) => {
  const secret = 'a-machine-secret-that-nobody-may-see';
  const server = await startServer({ machine: { secret } });
  await beLoggedIn(page, server.createAdmin(), server.url);
  const answer = await page.goto(`${server.url}/system`);
  const html = (await answer?.text()) ?? '';
  expect(html).toContain('[machine] secret');
  expect(html).not.toContain(secret);
  for (const data of await page.evaluate(() => Array.from(document.scripts, (script) => script.text))) {
    expect(data).not.toContain(secret);
  }
});

test('a check finds a file that is gone', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  await send(server, testFile('kept.dmp'));
  const lost = await send(server, testFile('lost.dmp'));
  await open(page, `${server.url}/system`);
  const panel = page.locator('.panel').filter({ hasText: 'Check of the stored dumps' });
  await expect(panel).toContainText('at the start of the server');
  await expect(panel).toContainText('nothing is wrong');

  const name = lost.stored_name;
  rmSync(join(server.dumpsDir, name.charAt(0), name.charAt(1), name));
  await page.getByLabel('Read every byte').check();
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByText('2 dumps, and 1 thing found.')).toBeVisible();
  await expect(page.getByText(`dump ${lost.id} (${name}): its file is missing`)).toBeVisible();
  await expect(panel).toContainText('every byte, asked for by');
  await expect(page.getByRole('button', { name: 'Check now' })).toBeEnabled();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a check is started', async ({ adminPage: page }) => {
    await page.goto('/system');
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page).toHaveURL('/system');
    await page.goto('/system');
    await expect(page.getByText('asked for by')).toBeVisible();
  });
});

test('others are refused', async ({ adminPage, browser, server }) => {
  const email = `member-${crypto.randomUUID()}@example.com`;
  const password = 'a Good-one 42';
  await open(adminPage, '/users/new');
  await adminPage.getByLabel('Email', { exact: true }).fill(email);
  await adminPage.getByLabel('Password', { exact: true }).fill(password);
  await adminPage.getByRole('button', { name: 'Create user' }).click();
  await expect(adminPage).toHaveURL('/users');
  const page = await (await browser.newContext({ baseURL: server.url })).newPage();
  await logIn(page, { email, password });
  await expect(page.getByRole('link', { name: 'System' })).toHaveCount(0);
  const answer = await page.goto('/system');
  expect(answer?.status()).toBe(403);
  await expect(page.getByText('Your account may not do this')).toBeVisible();
  await page.context().close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`the page is accessible, ${colorScheme}, ${width} wide`, async ({ adminPage: page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await open(page, '/system');
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });
  }
}
