import { expect, logIn, test } from './support/fixtures';
import { open, send, testFile } from './support/dumps';
import { ADMIN } from './support/server';

test('signing in leads to the overview', async ({ page }) => {
  await logIn(page, ADMIN);
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { name: 'Overview', exact: true })).toBeVisible();
  await expect(page.getByRole('banner')).toContainText(ADMIN.email);
});

test('a wrong password is told, and the address stays typed', async ({ page }) => {
  await open(page, '/login');
  await page.getByLabel('Email', { exact: true }).fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('Email or password is wrong');
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue(ADMIN.email);
  await expect(page).toHaveURL('/login');
});

test('signing out ends the session', async ({ adminPage }) => {
  await adminPage.goto('/');
  await adminPage.getByRole('button', { name: 'Sign out' }).click();
  await expect(adminPage).toHaveURL('/login');
  await adminPage.goto('/dumps');
  await expect(adminPage).toHaveURL(/\/login/);
});

test('a protected page leads to sign-in and back to itself', async ({ page, server }) => {
  const dump = await send(server, testFile('back.dmp'));
  await page.goto(`/dumps/${dump.id}?from=mail`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel('Email', { exact: true }).fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`/dumps/${dump.id}?from=mail`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('back.dmp');
});

for (const target of ['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example']) {
  test(`signing in never leads to ${JSON.stringify(target)}`, async ({ page, server }) => {
    await page.goto(`/login?next=${encodeURIComponent(target)}`);
    await page.getByLabel('Email', { exact: true }).fill(ADMIN.email);
    await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).not.toHaveURL(/\/login/);
    expect(new URL(page.url()).origin).toBe(server.url);
  });
}

test('a session that ends meanwhile leads to sign-in and back', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('expired.dmp'));
  await open(adminPage, '/dumps');
  await adminPage.context().clearCookies({ name: 'session' });
  await adminPage.getByRole('link', { name: 'expired.dmp' }).first().click();
  await expect(adminPage).toHaveURL(`/login?next=%2Fdumps%2F${dump.id}`);
});

test('sign-in leads back to the very search', async ({ page }) => {
  const place = '/dumps?q=a%20b%2Bc%26d&label=%C3%A4%2520';
  await page.goto(place);
  await page.getByLabel('Email', { exact: true }).fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(place);
  await expect(page.getByLabel('Search')).toHaveValue('a b+c&d');
});

test('whoever is signed in needs no sign-in page', async ({ adminPage }) => {
  await adminPage.goto('/login?next=%2Fupload');
  await expect(adminPage).toHaveURL('/upload');
});

test('a session that ends in the middle of something loses nothing that was typed', async ({ adminPage, context, server }) => {
  const dump = await send(server, testFile('typed.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  const label = adminPage.getByLabel('Label', { exact: true });
  await label.fill('typed for a long time');
  await context.clearCookies();
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage.getByText('Your session has ended.')).toBeVisible();
  const [beside] = await Promise.all([
    context.waitForEvent('page'),
    adminPage.getByRole('link', { name: 'Sign in in a new tab' }).click(),
  ]);
  await logIn(beside, ADMIN);
  await expect(label).toHaveValue('typed for a long time');
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage.getByText('Saved')).toBeVisible();
});
