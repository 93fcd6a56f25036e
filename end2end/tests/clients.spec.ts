import AxeBuilder from '@axe-core/playwright';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beLoggedIn, expect, logIn, test } from './support/fixtures';
import { askForToken, createClient, shownSecret, uniqueName, uploadWith } from './support/clients';
import { type Dump, JUST_UPLOADED, open } from './support/dumps';

test('a client is made, uploads, is seen to, and is revoked', async ({ adminPage: page, server }) => {
  const name = uniqueName();
  await open(page, '/');
  await page.getByRole('link', { name: 'Clients' }).click();
  await page.getByRole('link', { name: 'Create client' }).click();
  await createClient(page, name);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const secret = await shownSecret(page);
  expect(secret).toMatch(/^cs_[0-9A-Za-z]{43}$/);
  expect(page.url()).not.toContain(secret);

  const answer = await askForToken(server, secret);
  expect(answer.status).toBe(200);
  const { access } = (await answer.json()) as { access: string };
  expect((await uploadWith(server, access)).status).toBe(201);

  await page.getByRole('link', { name: 'Clients' }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row.locator('time')).toHaveText(JUST_UPLOADED);
  await row.getByRole('link').click();
  await expect(page.getByText('Copy the secret now')).toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Revoked');
  expect((await askForToken(server, secret)).status).toBe(401);
  expect((await uploadWith(server, access)).status).toBe(401);

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL('/clients');
  await expect(row).toHaveCount(0);
});

test('the curl snippet works as it is copied', async ({ adminPage: page, server }) => {
  await open(page, '/clients/new');
  await createClient(page, uniqueName());
  const snippet = page.getByRole('region', { name: 'curl snippet' });
  await expect(snippet).toContainText(server.url);
  const folder = mkdtempSync(join(tmpdir(), 'crash-store-client-'));
  try {
    writeFileSync(join(folder, 'app.dmp'), 'bytes of a crash');
    const done = spawnSync('bash', ['-c', (await snippet.textContent()) ?? ''], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NO_PROXY: '127.0.0.1' },
    });
    expect(done.status, done.stderr).toBe(0);
    const dump = JSON.parse(done.stdout) as Dump;
    expect(dump).toMatchObject({ original_name: 'app.dmp', label: 'v1.2.3', size: 16 });
    await page.goto(`/dumps/${dump.id}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('app.dmp');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a new secret is shown and ends the old one', async ({ adminPage: page, server }) => {
  await open(page, '/clients/new');
  await createClient(page, uniqueName());
  const old = await shownSecret(page);
  await page.getByRole('button', { name: 'Rotate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await expect.poll(() => shownSecret(page)).not.toBe(old);
  const secret = await shownSecret(page);
  expect((await askForToken(server, old)).status).toBe(401);
  expect((await askForToken(server, secret)).status).toBe(200);
  await expect(page.getByRole('region', { name: 'curl snippet' })).toContainText(secret);
});

test('the secret is kept nowhere in the browser', async ({ adminPage: page, context }) => {
  await open(page, '/clients/new');
  await createClient(page, uniqueName());
  const secret = await shownSecret(page);
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href]),
  );
  expect(kept).not.toContain(secret);
  expect(JSON.stringify(await context.cookies())).not.toContain(secret);
  await page.reload();
  await expect(page.getByRole('region', { name: 'curl snippet' })).toContainText('paste-the-secret-here');
  expect(await page.content()).not.toContain(secret);
});

test('settings are changed, and what they leave out is refused', async ({ adminPage: page, server }) => {
  const name = uniqueName();
  await open(page, '/clients/new');
  await createClient(page, name);
  const secret = await shownSecret(page);
  await page.getByLabel('Upload dumps').uncheck();
  await page.getByLabel(/^Read/).check();
  await page.getByLabel('Last day').fill('2099-12-31');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('2100-01-01 00:00:00 UTC')).toBeVisible();
  await expect(page.getByText('This client may not upload.')).toBeVisible();
  const { access } = (await (await askForToken(server, secret)).json()) as { access: string };
  const refused = await uploadWith(server, access);
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('upload');
  await page.reload();
  await expect(page.getByLabel('Last day')).toHaveValue('2099-12-31');
  await expect(page.getByLabel('Upload dumps')).not.toBeChecked();
});

test('bad fields are told at the field', async ({ adminPage: page }) => {
  const name = uniqueName();
  await open(page, '/clients/new');
  await createClient(page, name);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await open(page, '/clients/new');
  await page.getByLabel('Upload dumps').uncheck();
  await page.getByLabel('Last day').fill('2001-01-01');
  await createClient(page, 'any');
  await expect(page.getByText('Choose at least one of upload, read, write.')).toBeVisible();
  await expect(page.getByText('Must be in the future.')).toBeVisible();
  await page.getByLabel('Last day').fill('');
  await createClient(page, name.toUpperCase(), /^Upload/);
  await expect(page.getByText('client with this name already exists.')).toBeVisible();
});

test('an empty list says what clients are for', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  await open(page, `${server.url}/clients`);
  await expect(page.getByRole('heading', { name: 'No clients yet' })).toBeVisible();
  await expect(page.getByText('A client is a program')).toBeVisible();
});

test('members see no clients', async ({ adminPage, browser, server }) => {
  const email = `member-${crypto.randomUUID()}@example.com`;
  await open(adminPage, '/users/new');
  await adminPage.getByLabel('Email', { exact: true }).fill(email);
  await adminPage.getByLabel('Password', { exact: true }).fill('a Good-one 42');
  await adminPage.getByRole('button', { name: 'Create user' }).click();
  await expect(adminPage).toHaveURL('/users');
  const page = await (await browser.newContext({ baseURL: server.url })).newPage();
  await logIn(page, { email, password: 'a Good-one 42' });
  await expect(page.getByRole('link', { name: 'Clients' })).toHaveCount(0);
  for (const path of ['/clients', '/clients/1']) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(403);
    await expect(page.getByText('Your account may not do this')).toBeVisible();
  }
  await page.context().close();
});

test('an unknown client is not found', async ({ adminPage: page }) => {
  for (const path of ['/clients/999999', '/clients/x']) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a client is made, its secret shown once, replaced, and revoked', async ({ adminPage: page, server, context }) => {
    const name = uniqueName();
    await page.goto('/clients/new');
    const redirects: string[] = [];
    page.on('response', (answer) => redirects.push(JSON.stringify([answer.url(), answer.headers()])));
    await createClient(page, name);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    const secret = await shownSecret(page);
    expect(redirects.join()).not.toContain(secret);
    expect(JSON.stringify(await context.cookies())).not.toContain(secret);
    await expect(page.getByRole('region', { name: 'curl snippet' })).toContainText(secret);
    expect((await askForToken(server, secret)).status).toBe(200);
    const again = await page.reload();
    expect(again?.headers()['cache-control']).toBe('no-store');
    await expect(page.getByText('Copy the secret now')).toHaveCount(0);

    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    const replaced = await shownSecret(page);
    expect((await askForToken(server, secret)).status).toBe(401);
    expect((await askForToken(server, replaced)).status).toBe(200);

    await page.getByLabel('Name', { exact: true }).fill(`${name} 2`);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name} 2`);

    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Revoked');
    expect((await askForToken(server, replaced)).status).toBe(401);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page).toHaveURL('/clients');
    await expect(page.getByRole('link', { name })).toHaveCount(0);
  });

  test('bad fields are told', async ({ adminPage: page }) => {
    await page.goto('/clients/new');
    await page.getByLabel('Upload dumps').uncheck();
    await createClient(page, 'any');
    await expect(page.getByText('Choose at least one of upload, read, write.')).toBeVisible();
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`clients are accessible, ${colorScheme}`, async ({ adminPage: page }) => {
    const expectAccessible = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    };
    await page.emulateMedia({ colorScheme });
    await open(page, '/clients/new');
    await expectAccessible();
    await createClient(page, uniqueName());
    await expect(page.getByText('Copy the secret now')).toBeVisible();
    for (const summary of await page.locator('summary').all()) {
      if (!(await summary.evaluate((element) => element.parentElement?.hasAttribute('open')))) {
        await summary.click();
      }
    }
    await expectAccessible();
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Revoked');
    await expectAccessible();
    await open(page, '/clients');
    await expectAccessible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
}
