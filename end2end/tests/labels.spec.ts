import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './support/fixtures';
import { open, send, testFile, uniqueLabel } from './support/dumps';

test('a label is told with its amount, and leads to its dumps', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('a.dmp', 'x'.repeat(1024)), label);
  await send(server, testFile('b.dmp', 'x'.repeat(1024)), label);
  await open(adminPage, '/');
  await adminPage.getByRole('link', { name: 'Labels' }).click();
  await adminPage.getByLabel('Search', { exact: true }).fill(label.toUpperCase());
  await adminPage.getByRole('button', { name: 'Filter' }).click();
  const row = adminPage.getByRole('table', { name: 'Labels' }).getByRole('row').filter({ hasText: label });
  await expect(row.getByRole('cell').nth(0)).toHaveText('2');
  await expect(row.getByRole('cell').nth(1)).toHaveText('2.00 KiB');
  await row.getByRole('link', { name: label, exact: true }).click();
  await expect(adminPage.getByRole('rowheader')).toHaveText(['b.dmp', 'a.dmp']);
});

test('a label is renamed, and merged only when asked to', async ({ adminPage, server }) => {
  const [from, to, taken] = [uniqueLabel(), uniqueLabel(), uniqueLabel()];
  await send(server, testFile('a.dmp'), from);
  await send(server, testFile('b.dmp'), taken);
  await open(adminPage, `/labels/rename?label=${from}`);
  await expect(adminPage.getByRole('heading', { name: from })).toBeVisible();
  await adminPage.getByLabel('Label', { exact: true }).fill(to);
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage.getByText('1 dump renamed')).toBeVisible();
  await expect(adminPage).toHaveURL('/labels');

  await open(adminPage, `/labels/rename?label=${to}`);
  await adminPage.getByLabel('Label', { exact: true }).fill(taken);
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage.getByText('This name is in use, by 1 dump.')).toBeVisible();
  await adminPage.getByLabel(/Merge with the label/).check();
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage).toHaveURL('/labels');
  await adminPage.goto(`/dumps?label=${taken}`);
  await expect(adminPage.getByRole('rowheader')).toHaveText(['b.dmp', 'a.dmp']);
});

test('a label with a line break is renamed', async ({ adminPage, browser, server }) => {
  for (const javaScriptEnabled of [true, false]) {
    const [from, to] = [`${uniqueLabel()}\r\nmore`, uniqueLabel()];
    await send(server, testFile('a.dmp'), from);
    const storageState = await adminPage.context().storageState();
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled, storageState });
    const page = await context.newPage();
    await page.goto(`/labels/rename?label=${encodeURIComponent(from)}`);
    await page.getByLabel('Label', { exact: true }).fill(to);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page).toHaveURL('/labels');
    await page.goto(`/dumps?label=${to}`);
    await expect(page.getByRole('rowheader')).toHaveText(['a.dmp']);
    await context.close();
  }
});

test('a label that looks like an encoded one is another one', async ({ adminPage, server }) => {
  const plain = `${uniqueLabel()} 50%`;
  const encoded = encodeURIComponent(plain);
  await send(server, testFile('plain.dmp'), plain);
  await send(server, testFile('encoded.dmp'), encoded);
  await open(adminPage, `/labels?q=${encodeURIComponent(encoded)}`);
  await adminPage.getByRole('link', { name: encoded, exact: true }).click();
  await expect(adminPage.getByRole('rowheader')).toHaveText(['encoded.dmp']);
  await open(adminPage, `/labels?q=${encodeURIComponent(encoded)}`);
  const to = uniqueLabel();
  await adminPage.getByRole('link', { name: `Rename ${encoded}` }).click();
  await adminPage.getByLabel('Label', { exact: true }).fill(to);
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage).toHaveURL('/labels');
  for (const [label, name] of [[to, 'encoded.dmp'], [plain, 'plain.dmp']]) {
    await adminPage.goto(`/dumps?label=${encodeURIComponent(label)}`);
    await expect(adminPage.getByRole('rowheader')).toHaveText([name]);
  }
});

test('a label that is not in use leads nowhere', async ({ adminPage }) => {
  const answer = await adminPage.goto(`/labels/rename?label=${uniqueLabel()}`);
  expect(answer?.status()).toBe(404);
  await expect(adminPage.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a label is found and renamed', async ({ adminPage, server }) => {
    const [from, to] = [uniqueLabel(), uniqueLabel()];
    await send(server, testFile('a.dmp'), from);
    await adminPage.goto(`/labels?q=${from}`);
    await adminPage.getByRole('link', { name: `Rename ${from}` }).click();
    await adminPage.getByLabel('Label', { exact: true }).fill('');
    await adminPage.getByLabel('Label', { exact: true }).fill(to);
    await adminPage.getByRole('button', { name: 'Save' }).click();
    await expect(adminPage).toHaveURL('/labels');
    await adminPage.goto(`/dumps?label=${to}`);
    await expect(adminPage.getByRole('rowheader')).toHaveText(['a.dmp']);
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`labels are accessible, ${colorScheme}`, async ({ adminPage, server }) => {
      const label = uniqueLabel();
      await send(server, testFile('a.dmp'), label);
      for (const path of ['/labels', `/labels?q=${crypto.randomUUID()}`, `/labels/rename?label=${label}`]) {
        await open(adminPage, path);
        const { violations } = await new AxeBuilder({ page: adminPage }).analyze();
        expect(violations).toEqual([]);
      }
    });
  });
}
