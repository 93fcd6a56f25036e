import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { beLoggedIn, expect, test } from './support/fixtures';
import { isLive, open } from './support/dumps';

const rules = (page: Page) => page.getByRole('table', { name: 'Throttle rules' });
const names = (page: Page) => rules(page).getByRole('rowheader');

async function add(page: Page, name: string, fields: Record<string, string>): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  for (const [label, value] of Object.entries(fields)) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  await page.getByRole('button', { name: 'Add the rule' }).click();
  await expect(names(page).last()).toHaveText(name);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('rules are added, changed, moved and deleted', async ({ page, startServer }) => {
      const server = await startServer({});
      await beLoggedIn(page, server.createAdmin(), server.url);
      await page.goto(`${server.url}/connect`);
      await page.getByRole('link', { name: 'Throttle rules' }).click();
      await expect(page).toHaveURL(/\/connect\/rules$/);
      if (javaScriptEnabled) {
        await isLive(page);
      }
      await expect(page.getByText('No rules: every report is kept')).toBeVisible();
      await add(page, 'newest', { Product: 'Paint', Version: '2.*' });
      await add(page, 'others', { Product: 'Paint', 'Percent kept': '0' });
      const row = rules(page).getByRole('row').filter({ hasText: 'others' });
      await expect(row.getByRole('cell').nth(0)).toHaveText('Paint');
      await expect(row.getByRole('cell').nth(1)).toHaveText('None');

      const form = new FormData();
      form.append('prod', 'Paint');
      form.append('upload_file_minidump', new Blob(['MDMP']), 'a.dmp');
      const answer = await fetch(`${server.url}/api/minidump/`, { method: 'POST', body: form });
      expect(answer.status).toBe(200);
      await page.goto(`${server.url}/connect/rules`);
      await expect(row.getByRole('cell').nth(2)).toHaveText('1');

      await page.getByRole('button', { name: 'Move others up' }).click();
      await expect(names(page)).toHaveText(['others', 'newest']);
      await page.getByRole('button', { name: 'Move others down' }).click();
      await expect(names(page)).toHaveText(['newest', 'others']);

      await page.getByRole('link', { name: 'others' }).click();
      await expect(page.getByLabel('Product', { exact: true })).toHaveValue('Paint');
      await page.getByLabel('Percent kept').fill('101');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText('Must be a whole number from 0 to 100.')).toBeVisible();
      await page.getByLabel('Percent kept').fill('10');
      await page.getByLabel('At most a minute').fill('60');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(row.getByRole('cell').nth(1)).toHaveText('10 %, 60 a minute at most');
      await expect(row.getByRole('cell').nth(2)).toHaveText('1');

      await page.getByRole('link', { name: 'others' }).click();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await expect(names(page)).toHaveText(['newest']);
    });
  });
}

test('rules are for administrators', async ({ page, startServer }) => {
  const server = await startServer({});
  server.createAdmin();
  await page.goto(`${server.url}/connect/rules`);
  await expect(page).toHaveURL(/\/login\?next=/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the page of rules, ${colorScheme}`, async ({ adminPage: page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, '/connect/rules');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
  });
}
