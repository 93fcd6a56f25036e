import AxeBuilder from '@axe-core/playwright';
import { ADMIN } from './support/server';
import { beLoggedIn, expect, logIn, test } from './support/fixtures';
import { isLive, JUST_UPLOADED, open } from './support/dumps';

const PASSWORD = 'a Good-one 42';

function uniqueEmail(): string {
  return `user-${crypto.randomUUID()}@example.com`;
}

test('an administrator makes, changes and deletes an account', async ({ adminPage: page }) => {
  const email = uniqueEmail();
  await open(page, '/users');
  await page.getByRole('link', { name: 'New user' }).click();
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create user' }).click();
  await expect(page).toHaveURL('/users');
  const row = page.getByRole('table', { name: 'Users' }).getByRole('row').filter({ hasText: email });
  await expect(row).toContainText('Member');
  await expect(row).toContainText('Never signed in');

  await row.getByRole('link').click();
  await page.getByLabel('Administrator').check();
  await page.getByLabel('Active').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Administrator');
  await expect(row).toContainText('Deactivated');

  await row.getByRole('link').click();
  const confirmation = page.getByLabel('Type the email to confirm');
  await confirmation.fill('somebody@else.example');
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('This is not the email of the account.')).toBeVisible();
  await confirmation.fill(email);
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL('/users');
  await expect(page.getByRole('table', { name: 'Users' })).toBeVisible();
  await expect(row).toHaveCount(0);
});

test('a new password is the one that is good', async ({ adminPage, browser, server }) => {
  const email = uniqueEmail();
  await open(adminPage, '/users/new');
  await adminPage.getByLabel('Email', { exact: true }).fill(email);
  await adminPage.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await adminPage.getByRole('button', { name: 'Create user' }).click();
  await adminPage.getByRole('link', { name: email }).click();
  await adminPage.getByLabel('New password').fill('another Good-one 43');
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage).toHaveURL('/users');
  const page = await (await browser.newContext({ baseURL: server.url })).newPage();
  await logIn(page, { email, password: 'another Good-one 43' });
  await expect(page.getByRole('banner')).toContainText(email);
  await expect(page.getByRole('link', { name: 'Users' })).toHaveCount(0);
  await page.goto('/users');
  await expect(page.getByText('Your account may not do this')).toBeVisible();
  await expect(page.getByRole('link', { name: 'New user' })).toHaveCount(0);
  await page.context().close();

  await open(adminPage, '/users');
  const row = adminPage.getByRole('row').filter({ hasText: email });
  await expect(row.locator('time')).toHaveText(JUST_UPLOADED);
  await row.getByRole('link').click();
  await expect(adminPage.getByRole('definition').first()).toHaveText(/^(just now|\d+ seconds ago)\d{4}-.* UTC$/);
});

test('an old form gives no rights back that were taken meanwhile', async ({ adminPage: page }) => {
  const email = uniqueEmail();
  await open(page, '/users/new');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Administrator').check();
  await page.getByRole('button', { name: 'Create user' }).click();
  await page.getByRole('link', { name: email }).click();
  await isLive(page);
  const other = await page.context().newPage();
  await open(other, page.url());
  await other.getByLabel('Administrator').uncheck();
  await other.getByLabel('Active').uncheck();
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other).toHaveURL('/users');
  await page.getByLabel('Email', { exact: true }).fill(`new-${email}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL('/users');
  await page.getByRole('link', { name: `new-${email}` }).click();
  await expect(page.getByLabel('Active')).not.toBeChecked();
  await expect(page.getByLabel('Administrator')).not.toBeChecked();
});

test('users are found by a part of their address', async ({ adminPage: page }) => {
  await open(page, '/users');
  await page.getByLabel('Search').fill(ADMIN.email.slice(1, 5).toUpperCase());
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page.getByRole('rowheader', { name: ADMIN.email })).toBeVisible();
  await page.goto('/users?q=no-address-has-this');
  await expect(page.getByRole('heading', { name: 'No user matches' })).toBeVisible();
});

test('the last administrator stays one', async ({ page, startServer }) => {
  const server = await startServer();
  const admin = server.createAdmin();
  await beLoggedIn(page, admin, server.url);
  await open(page, `${server.url}/users`);
  await page.getByRole('link', { name: admin.email }).click();
  await page.getByLabel('Administrator').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'administrator' })).toBeVisible();
});

test('bad fields are told at the field', async ({ adminPage: page }) => {
  await open(page, '/users/new');
  await page.getByLabel('Email', { exact: true }).fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create user' }).click();
  await expect(page.getByText('user with this email already exists.')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('an account is made and deleted', async ({ adminPage: page }) => {
    const email = uniqueEmail();
    await page.goto('/users/new');
    await page.getByLabel('Email', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create user' }).click();
    await expect(page).toHaveURL('/users');
    await page.getByRole('link', { name: email }).click();
    await page.getByLabel('Type the email to confirm').fill(email);
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect(page).toHaveURL('/users');
    await expect(page.getByRole('link', { name: email })).toHaveCount(0);
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`users are accessible, ${colorScheme}`, async ({ adminPage: page }) => {
    await page.emulateMedia({ colorScheme });
    for (const path of ['/users', '/users/new', '/users/1']) {
      await open(page, path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
    }
  });
}
