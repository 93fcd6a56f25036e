import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures';
import { open, send, testFile } from './support/dumps';

const background = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test('the theme follows the system until the reader chooses', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page, '/login');
  const light = await background(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await background(page);
  expect(dark).not.toBe(light);

  const kept = page.waitForResponse('**/ui/api/set_theme');
  await page.getByRole('button', { name: 'Light theme' }).click();
  await expect(page.getByRole('button', { name: 'Light theme' })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => background(page)).toBe(light);
  await kept;
  await page.reload();
  expect(await background(page)).toBe(light);

  await open(page, '/login');
  await page.getByRole('button', { name: 'System theme' }).click();
  await expect.poll(() => background(page)).toBe(dark);
});

test('nothing is wider than a narrow window', async ({ adminPage, server }) => {
  const dump = await send(server, testFile(`${'long-name-'.repeat(20)}.dmp`), 'label-'.repeat(40));
  await adminPage.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/dumps', `/dumps/${dump.id}`, '/upload', '/no/such/page']) {
    await open(adminPage, path);
    const overflow = await adminPage.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, path).toBe(0);
  }
});

test('the first stop of the keyboard leads past the header', async ({ adminPage }) => {
  await open(adminPage, '/dumps');
  await adminPage.keyboard.press('Tab');
  const skip = adminPage.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await adminPage.keyboard.press('Enter');
  await expect(adminPage.getByRole('main')).toBeFocused();
});

test('a new page takes the focus', async ({ adminPage }) => {
  await open(adminPage, '/dumps');
  const navigation = adminPage.getByRole('navigation', { name: 'Main' });
  await navigation.getByRole('link', { name: 'Upload' }).click();
  await expect(adminPage.getByRole('heading', { level: 1 })).toHaveText('Upload');
  await expect(adminPage.getByRole('main')).toBeFocused();
  await expect(navigation.getByRole('link', { name: 'Upload' })).toHaveAttribute('aria-current', 'page');
});

test('a release has no style guide', async ({ page }) => {
  const answer = await page.goto('/styleguide');
  expect(answer?.status()).toBe(404);
});
