import { readFileSync } from 'node:fs';
import { beLoggedIn, expect, test } from './support/fixtures';
import { history, send, sha256, testFile, uniqueLabel } from './support/dumps';
import { ADMIN } from './support/server';

test.use({ javaScriptEnabled: false });

test('a wrong password is told', async ({ page }) => {
  await page.goto('/login?next=%2Fupload');
  await page.getByLabel('Email', { exact: true }).fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').first()).toContainText('Email or password is wrong');
  await page.getByLabel('Email', { exact: true }).fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/upload');
});

test('signing out', async ({ adminPage }) => {
  await adminPage.goto('/');
  await adminPage.getByRole('button', { name: 'Sign out' }).click();
  await expect(adminPage).toHaveURL('/login');
});

test('registering', async ({ page }) => {
  const email = `plain-${crypto.randomUUID()}@example.com`;
  await page.goto('/register');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill('12345678');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/numeric/);
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill('a Good-one 42');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/');
});

test('setting up', async ({ page, startServer }) => {
  const server = await startServer();
  await page.goto(server.url + server.setUpPath());
  await page.getByLabel('Email', { exact: true }).fill('first@example.com');
  await page.getByLabel('Password', { exact: true }).fill('a Good-one 42');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(`${server.url}/`);
});

test('listing, filtering and paging', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  for (let number = 1; number <= 51; number += 1) {
    await send(server, testFile(`plain-${number}.dmp`), label);
  }
  await adminPage.goto('/dumps');
  await adminPage.getByLabel('Label', { exact: true }).fill(label);
  await adminPage.getByRole('button', { name: 'Filter' }).click();
  await expect(adminPage.getByRole('rowheader')).toHaveCount(50);
  await adminPage.getByRole('link', { name: 'Next' }).click();
  await expect(adminPage.getByRole('rowheader')).toHaveText(['plain-1.dmp']);
});

test('uploading one file, and downloading it again', async ({ adminPage }) => {
  const file = testFile('plain.dmp', 'plain bytes');
  await adminPage.goto('/upload');
  await adminPage.getByLabel('Label', { exact: true }).fill('plain');
  await adminPage.getByLabel('Choose files').setInputFiles(file);
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  await expect(adminPage.getByRole('heading', { level: 1 })).toHaveText('plain.dmp');
  await expect(adminPage.getByLabel('Label', { exact: true })).toHaveValue('plain');
  const started = adminPage.waitForEvent('download');
  await adminPage.getByRole('link', { name: 'Download' }).click();
  expect(sha256(readFileSync(await (await started).path()))).toBe(sha256(file.buffer));
});

test('an upload without a file is told', async ({ adminPage }) => {
  await adminPage.goto('/upload');
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  await expect(adminPage).toHaveURL('/upload?error=no_file');
  await expect(adminPage.getByRole('alert')).toContainText('No file was chosen');
});

test('editing a label', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('plain-label.dmp'), 'old');
  await adminPage.goto(`/dumps/${dump.id}`);
  await adminPage.getByLabel('Label', { exact: true }).fill('new');
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage).toHaveURL(`/dumps/${dump.id}`);
  await expect(adminPage.getByLabel('Label', { exact: true })).toHaveValue('new');
  await expect(history(adminPage)).toContainText([
    `${ADMIN.email} changed the label from “old” to “new”`,
    'Somebody without credentials uploaded the dump',
  ]);
});

test('replacing a file', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('plain-before.dmp'));
  await adminPage.goto(`/dumps/${dump.id}`);
  await adminPage.getByLabel('New file').setInputFiles(testFile('plain-after.dmp'));
  await adminPage.getByLabel('Delete the file that is there').check();
  await adminPage.getByRole('button', { name: 'Replace' }).click();
  await expect(adminPage.getByRole('heading', { level: 1 })).toHaveText('plain-after.dmp');
});

test('replacing and downloading after the session has ended', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('plain-ended.dmp'));
  const back = `/login?next=%2Fdumps%2F${dump.id}`;
  await adminPage.goto(`/dumps/${dump.id}`);
  await adminPage.getByLabel('New file').setInputFiles(testFile('unwanted.dmp'));
  await adminPage.getByLabel('Delete the file that is there').check();
  await adminPage.context().clearCookies({ name: 'session' });
  await adminPage.getByRole('button', { name: 'Replace' }).click();
  await expect(adminPage).toHaveURL(back);
  await adminPage.goto(`/dumps/${dump.id}/download`);
  await expect(adminPage).toHaveURL(back);
});

test('archiving and restoring', async ({ page, startServer }) => {
  const server = await startServer({ archive: { dir: 'archive' } });
  await beLoggedIn(page, server.createAdmin(), server.url);
  const dump = await send(server, testFile('plain-old.dmp'));
  await page.goto(`${server.url}/dumps/${dump.id}`);
  await page.getByRole('button', { name: 'Archive' }).click();
  await expect(page).toHaveURL(`${server.url}/dumps/${dump.id}`);
  await expect(page.getByRole('definition').filter({ hasText: 'Archived' })).toBeVisible();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('button', { name: 'Archive' })).toBeVisible();
});

test('deleting asks first', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('plain-gone.dmp'));
  await adminPage.goto(`/dumps/${dump.id}`);
  const button = adminPage.getByRole('button', { name: 'Delete' });
  const dialog = adminPage.getByRole('dialog', { name: 'Delete this dump?' });
  await button.click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await button.click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(adminPage).toHaveURL('/dumps');
  const answer = await adminPage.goto(`/dumps/${dump.id}`);
  expect(answer?.status()).toBe(404);
});

test('choosing a theme', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page).toHaveURL(/\/login\??$/);
});
