import AxeBuilder from '@axe-core/playwright';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { beLoggedIn, expect, test } from './support/fixtures';
import { shownSecret, uniqueName } from './support/clients';
import { isLive, open } from './support/dumps';
import { ADMIN } from './support/server';

const RECIPES = [
  'Crashpad (C++)',
  'crashpad_handler',
  'Breakpad (minidump_upload)',
  'Electron',
  'sentry-native',
  'Backtrace',
  'Firefox (Socorro)',
  'curl',
];
const KEYED = { auth: { anonymous_upload: false, login_attempts_per_minute: 0 } };

const snippet = (page: Page, title: string) => page.locator(`pre[aria-label="${title} snippet"]`);

async function createKey(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name of a new key').fill(name);
  await page.getByRole('button', { name: 'Create a key' }).click();
}

/** Does what a recipe for curl says. */
function run(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'crash-store-connect-'));
  try {
    writeFileSync(join(folder, 'app.dmp'), `MDMP ${crypto.randomUUID()}`);
    writeFileSync(join(folder, 'app.log'), 'last log line\n');
    const env = { ...process.env, NO_PROXY: '127.0.0.1' };
    const done = spawnSync('bash', ['-c', code], { cwd: folder, encoding: 'utf8', env });
    expect(done.status, done.stderr).toBe(0);
    return done.stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every client has its lines, with this server in them', async ({ adminPage: page, server }) => {
  await open(page, '/');
  await page.getByRole('link', { name: 'Send crashes' }).click();
  await expect(page).toHaveURL('/connect');
  await expect(page).toHaveTitle('Send crashes · Crash Store');
  await expect(page.locator('details.snippet > summary')).toHaveText(RECIPES);
  const host = server.url.replace('http://', '');
  for (const title of RECIPES) {
    const code = snippet(page, title);
    await expect(code).toContainText(host);
    await expect(code).not.toContainText('cs_…');
    await expect(code).not.toContainText('example.com');
  }
  await expect(snippet(page, 'sentry-native')).toContainText(`"http://nobody@${host}/1"`);
  await expect(page.getByText('takes reports from anybody')).toBeVisible();
  // As it is copied.
  const id = Number(run((await snippet(page, 'curl').textContent()) ?? ''));
  await page.goto(`/dumps/${id}`);
  await expect(page.getByRole('link', { name: 'app.log' })).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('a key is made, shown once in all lines, and good to send with', async ({ page, startServer }) => {
      const server = await startServer(KEYED);
      await beLoggedIn(page, server.createAdmin(), server.url);
      await page.goto(`${server.url}/connect`);
      if (javaScriptEnabled) {
        await isLive(page);
      }
      await expect(page.getByText('takes reports only with a key')).toBeVisible();
      await expect(page.getByText('Where it says cs_…, put the key.')).toBeVisible();
      for (const title of RECIPES) {
        await expect(snippet(page, title)).toContainText('cs_…');
      }
      await createKey(page, 'Paint for Linux');
      await expect(page).toHaveURL(/\/connect\?key=\d+$/);
      const secret = await shownSecret(page);
      expect(secret).toMatch(/^cs_[0-9A-Za-z]{43}$/);
      for (const title of RECIPES) {
        await expect(snippet(page, title)).toContainText(secret);
      }
      const id = Number(run((await snippet(page, 'curl').textContent()) ?? ''));

      await page.reload();
      await expect(page.getByText('Copy the secret now')).toHaveCount(0);
      await expect(snippet(page, 'curl')).toContainText('cs_…');
      expect(await page.content()).not.toContain(secret);
      await expect(page.getByRole('link', { name: 'Paint for Linux' })).toHaveAttribute('href', '/clients/1');
      await page.goto(`${server.url}/dumps/${id}`);
      await expect(page.getByText('Client “Paint for Linux”')).toBeVisible();
    });

    test('lines are shown for a key that there is', async ({ adminPage: page }) => {
      const name = uniqueName();
      await page.goto('/connect');
      await createKey(page, name);
      await shownSecret(page);
      await page.goto('/connect');
      await expect(snippet(page, 'curl')).not.toContainText('cs_…');
      await page.getByLabel('Key of').selectOption(name);
      await page.getByRole('button', { name: 'Show its lines' }).click();
      await expect(page).toHaveURL(/\/connect\?key=\d+$/);
      await expect(page.getByLabel('Key of').locator('option:checked')).toHaveText(name);
      await expect(snippet(page, 'Backtrace')).toContainText('/backtrace/my-team/cs_…/minidump');
      await page.getByLabel('Key of').selectOption('Nobody');
      await page.getByRole('button', { name: 'Show its lines' }).click();
      await expect(snippet(page, 'curl')).not.toContainText('cs_…');
    });

    test('a name that is taken is told at the field', async ({ adminPage: page }) => {
      const name = uniqueName();
      await page.goto('/connect');
      await createKey(page, name);
      await shownSecret(page);
      await page.goto('/connect');
      await createKey(page, name);
      await expect(page.getByText('client with this name already exists.')).toBeVisible();
      await expect(page).toHaveURL(/\/connect/);
    });
  });
}

test('only clients whose secrets are keys can be chosen', async ({ adminPage: page }) => {
  const name = uniqueName();
  await open(page, '/clients/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel(/^Read/).check();
  await page.getByRole('button', { name: 'Create client' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const id = new URL(page.url()).pathname.split('/').pop();
  await createKeyAt(page, uniqueName());
  await expect(page.getByLabel('Key of').locator('option', { hasText: name })).toHaveCount(0);
  for (const key of [id, '999999', 'x']) {
    expect((await page.goto(`/connect?key=${key}`))?.status()).toBe(404);
  }
});

async function createKeyAt(page: Page, name: string): Promise<void> {
  await open(page, '/connect');
  await createKey(page, name);
  await shownSecret(page);
}

test('members see the lines, and make no keys', async ({ page, startServer }) => {
  const server = await startServer({ auth: { ...KEYED.auth, allow_registration: true } });
  server.createAdmin();
  await page.goto(`${server.url}/register`);
  await page.getByLabel('Email', { exact: true }).fill('member@example.com');
  await page.getByLabel('Password', { exact: true }).fill('a Good-one 42');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(`${server.url}/`);
  await page.getByRole('link', { name: 'Send crashes' }).click();
  await expect(snippet(page, 'crashpad_handler')).toContainText('cs_…');
  await expect(page.getByText('Administrators make keys.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create a key' })).toHaveCount(0);
  await expect(page.getByLabel('Key of')).toHaveCount(0);
  expect((await page.goto(`${server.url}/connect?key=1`))?.status()).toBe(403);
});

test('whoever is not signed in is asked to', async ({ page }) => {
  await page.goto('/connect');
  await expect(page).toHaveURL('/login?next=%2Fconnect');
  await page.getByLabel('Email', { exact: true }).fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/connect');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`sending crashes is accessible, ${colorScheme}`, async ({ adminPage: page }) => {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await createKeyAt(page, uniqueName());
      await page.locator('.snippet').evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')));
      await page.evaluate(() => window.scrollTo(0, 0));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
}
