import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { expect, logIn, test } from './support/fixtures';
import { open } from './support/dumps';
import type { Account, CrashStore } from './support/server';

const NEW_PASSWORD = 'An0ther-Password!';

/** An account of the test's own, on the page that it was registered with. */
async function register(page: Page): Promise<Account> {
  const account = { email: `${crypto.randomUUID()}@example.com`, password: 'Tr1cky-Enough!' };
  await page.goto('/register');
  await page.getByLabel('Email', { exact: true }).fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/');
  return account;
}

async function signInElsewhere(browser: Browser, server: CrashStore, account: Account): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await logIn(page, account);
  return page;
}

test('sessions are listed, and one is ended from another', async ({ page, browser, server }) => {
  const account = await register(page);
  const other = await signInElsewhere(browser, server, account);
  await open(page, '/account');
  await expect(page.getByText(`${account.email} · Member`)).toBeVisible();
  const rows = page.getByRole('table', { name: 'Sessions' }).getByRole('rowheader');
  await expect(rows).toHaveText([/Chrome on Linux/, /Chrome on Linux/]);
  await expect(page.getByRole('row').filter({ hasText: 'This session' })).toHaveCount(1);
  await expect(page.getByRole('cell', { name: '127.0.0.1' })).toHaveCount(2);
  await page.getByRole('button', { name: /^End the session/ }).click();
  await expect(page.getByText('Session ended')).toBeVisible();
  await expect(rows).toHaveCount(1);
  await other.goto('/dumps');
  await expect(other).toHaveURL(/\/login/);
  await page.reload();
  await expect(page).toHaveURL('/account');
});

test('a new password ends the other sessions and keeps this one', async ({ page, browser, server }) => {
  const account = await register(page);
  const other = await signInElsewhere(browser, server, account);
  await open(page, '/account');
  await page.getByLabel('Current password').fill('Wr0ng-Password!');
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This is not your current password.')).toBeVisible();
  await page.getByLabel('Current password').fill(account.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed. Your other sessions have ended.')).toBeVisible();
  await expect(page.getByLabel('New password')).toHaveValue('');
  await page.reload();
  await expect(page).toHaveURL('/account');
  await other.goto('/');
  await expect(other).toHaveURL(/\/login/);
  await logIn(other, { ...account, password: NEW_PASSWORD });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the password is changed and the other sessions are ended', async ({ page, browser, server }) => {
    const account = await register(page);
    const other = await signInElsewhere(browser, server, account);
    await page.goto('/account');
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await expect(page).toHaveURL('/account');
    await expect(page.getByRole('button', { name: 'Sign out everywhere else' })).toHaveCount(0);
    await other.goto('/');
    await expect(other).toHaveURL(/\/login/);
    await page.getByLabel('Current password').fill(account.password);
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Change password' }).click();
    await expect(page.getByText('This password is too short.')).toBeVisible();
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`the account page is accessible, ${colorScheme}`, async ({ page, browser, server }) => {
      const account = await register(page);
      await signInElsewhere(browser, server, account);
      await open(page, '/account');
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
    });
  });
}
