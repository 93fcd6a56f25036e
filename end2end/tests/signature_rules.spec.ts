import AxeBuilder from '@axe-core/playwright';
import { beLoggedIn, expect, test } from './support/fixtures';
import { open } from './support/dumps';
import { crash, signatureOf, uniquePlace } from './support/crashes';

test('rules are tried, saved, and regroup what is there', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  const [first, second] = [0x2222, 0x3333];
  await crash(server, first, {}, {});
  await crash(server, second, {});
  await open(page, `${server.url}/crashes`);
  await page.getByRole('link', { name: 'Rules for signatures' }).click();
  await expect(page.getByText('Nobody has added a pattern yet.')).toBeVisible();

  const trial = page.locator('.trial');
  await page.getByRole('button', { name: 'Try' }).click();
  await expect(trial).toContainText('Nothing would change: 3 crashes looked at.');
  await page.getByLabel('Prefix').fill('# a comment\n\ncrashy@0x2222');
  await page.getByRole('button', { name: 'Try' }).click();
  await expect(trial.getByRole('heading', { name: 'Would be renamed (1)' })).toBeVisible();
  await expect(trial).toContainText('2 of 3 crashes would get another signature. Nothing is changed yet.');
  await page.getByLabel('Prefix').fill('');
  await page.getByLabel('Ignore').fill('crashy@0x2222\ncrashy@0x3333');
  await page.getByRole('button', { name: 'Try' }).click();
  await expect(trial.getByRole('heading', { name: 'Would merge (1)' })).toBeVisible();
  await expect(trial).toContainText('3 of 3 crashes would get another signature');
  await expect(trial.getByRole('listitem').filter({ hasText: 'crashy@0x2222' }).last()).toContainText('2 crashes');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);

  // Nothing is changed before they are saved.
  const rows = page.getByRole('table', { name: 'Crashes' }).getByRole('rowheader');
  await open(page, `${server.url}/crashes`);
  await expect(rows).toHaveText([signatureOf(second), signatureOf(first)]);

  await open(page, `${server.url}/crashes/rules`);
  await page.getByLabel('Ignore').fill('crashy@0x2222\ncrashy@0x3333');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Rules saved' })).toBeVisible();
  await expect(page.getByText(/^Last changed .* by admin@example.com/)).toBeVisible();
  await expect(async () => {
    await page.goto(`${server.url}/crashes`);
    await expect(rows).toHaveText(['crashy@0x139e'], { timeout: 1_000 });
  }).toPass();
  await open(page, `${server.url}/crashes/rules`);
  await expect(page.getByLabel('Ignore')).toHaveValue('crashy@0x2222\ncrashy@0x3333');
  await expect(page.getByText('still to be grouped')).toHaveCount(0);
});

test('a pattern that cannot be used is told at its field, and nothing is saved', async ({ adminPage: page }) => {
  await open(page, '/crashes/rules');
  await page.getByLabel('Sentinel').fill(`fine\n${'x'.repeat(256)}`);
  for (const button of ['Try', 'Save']) {
    await page.getByRole('button', { name: button }).click();
    await expect(page.getByLabel('Sentinel')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Sentinel')).toHaveAccessibleDescription(/Line 2 is longer than 255 characters/);
  }
  await page.getByLabel('Sentinel').fill('');
  await page.getByRole('button', { name: 'Try' }).click();
  await expect(page.getByLabel('Sentinel')).not.toHaveAttribute('aria-invalid', 'true');
});

test('what somebody else has saved meanwhile is not lost', async ({ page, browser, startServer }) => {
  const server = await startServer();
  const admin = server.createAdmin();
  await beLoggedIn(page, admin, server.url);
  await open(page, `${server.url}/crashes/rules`);
  const other = await (await browser.newContext()).newPage();
  await beLoggedIn(other, admin, server.url);
  await open(other, `${server.url}/crashes/rules`);
  await other.getByLabel('Ignore').fill('theirs_*');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByText('Rules saved')).toBeVisible();
  await page.getByLabel('Prefix').fill('mine_*');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Somebody has changed the rules since this page was loaded.')).toBeVisible();
  await expect(page.getByLabel('Prefix')).toHaveValue('mine_*');
  await other.reload();
  await expect(other.getByLabel('Ignore')).toHaveValue('theirs_*');
  await other.context().close();
});

test('members read the rules, and administrators alone change them', async ({ page, server }) => {
  await crash(server, uniquePlace(), {});
  await page.goto('/register');
  await page.getByLabel('Email', { exact: true }).fill(`member-${crypto.randomUUID()}@example.com`);
  await page.getByLabel('Password', { exact: true }).fill('a Good-one 42');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/');
  await open(page, '/crashes/rules');
  await expect(page.getByText('Administrators change them.')).toBeVisible();
  await expect(page.getByLabel('Ignore')).toHaveAttribute('readonly', '');
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Try' })).toHaveCount(0);
  for (const path of ['save_signature_rules', 'try_signature_rules']) {
    const answer = await page.request.post(`/ui/api/${path}`, { form: { version: '0', ignore: 'x', prefix: '', sentinel: '' }, headers: { Accept: 'application/json' } });
    expect(answer.status()).toBe(403);
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('rules are saved', async ({ page, startServer }) => {
    const server = await startServer();
    await beLoggedIn(page, server.createAdmin(), server.url);
    await page.goto(`${server.url}/crashes/rules`);
    await page.getByLabel('Ignore').fill('one_*\ntwo_*');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page).toHaveURL(`${server.url}/crashes/rules`);
    await expect(page.getByLabel('Ignore')).toHaveValue('one_*\ntwo_*');
  });
});
