import { expect, logIn, test } from './support/fixtures';
import { isLive, JUST_UPLOADED, open, send, testFile, uniqueLabel } from './support/dumps';

test('an empty store teaches how to send the first dump', async ({ page, startServer }) => {
  const server = await startServer();
  await logIn(page, server.createAdmin(), server.url);
  const command = page.getByRole('region', { name: 'command' });
  await expect(command).toHaveText(`curl -F label=v1.0 -F file=@app.dmp ${server.url}/api/dumps/`);
});

test('a row tells name, label, size, age and hash', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  const dump = await send(server, testFile('row.dmp', 'x'.repeat(1536)), label);
  await adminPage.goto('/dumps');
  const table = adminPage.getByRole('table', { name: 'Dumps' });
  const row = table.getByRole('row').filter({ hasText: label });
  await expect(row.getByRole('rowheader').getByRole('link')).toHaveText('row.dmp');
  await expect(row.getByRole('cell', { name: label })).toBeVisible();
  await expect(row.getByText('1.50 KiB')).toHaveAttribute('title', '1,536 bytes');
  await expect(row.getByText(JUST_UPLOADED)).toHaveAttribute('title', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
  await expect(row.getByText(dump.sha256.slice(0, 12))).toHaveAttribute('title', dump.sha256);
  await expect(row.getByRole('cell', { name: String(dump.id), exact: true })).toBeVisible();
});

test('the newest dump comes first', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('older.dmp'), label);
  await send(server, testFile('newer.dmp'), label);
  await adminPage.goto(`/dumps?label=${label}`);
  await expect(adminPage.getByRole('rowheader')).toHaveText(['newer.dmp', 'older.dmp']);
});

test('a long list is paged, and a page has an address', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  for (let number = 1; number <= 51; number += 1) {
    await send(server, testFile(`page-${number}.dmp`), label);
  }
  await open(adminPage, `/dumps?label=${label}`);
  await expect(adminPage.getByRole('rowheader')).toHaveCount(50);
  await expect(adminPage.getByRole('link', { name: 'First page' })).toHaveCount(0);
  await adminPage.getByRole('link', { name: 'Next' }).click();
  await expect(adminPage.getByRole('rowheader')).toHaveText(['page-1.dmp']);
  await expect(adminPage.getByRole('link', { name: 'Next' })).toHaveCount(0);
  await adminPage.reload();
  await expect(adminPage.getByRole('rowheader')).toHaveText(['page-1.dmp']);
  await isLive(adminPage);
  await adminPage.getByRole('link', { name: 'First page' }).click();
  await expect(adminPage.getByRole('rowheader')).toHaveCount(50);
  await adminPage.goBack();
  await expect(adminPage.getByRole('rowheader')).toHaveText(['page-1.dmp']);
});

test('the label filter is suggested, applied and cleared', async ({ adminPage, server }) => {
  const label = `v1.2/ä & ${uniqueLabel()}`;
  await send(server, testFile('wanted.dmp'), label);
  await send(server, testFile('unwanted.dmp'), uniqueLabel());
  await open(adminPage, '/dumps');
  await adminPage.getByLabel('Label', { exact: true }).focus();
  await expect(adminPage.locator(`datalist option[value="${label}"]`)).toHaveCount(1);
  await adminPage.getByLabel('Label', { exact: true }).fill(label);
  await adminPage.getByRole('button', { name: 'Filter' }).click();
  await expect(adminPage.getByRole('rowheader')).toHaveText(['wanted.dmp']);
  await expect(adminPage).toHaveURL(/label=v1\.2%2F%C3%A4/);
  await adminPage.getByRole('link', { name: 'Clear' }).click();
  await expect(adminPage.getByRole('rowheader').filter({ hasText: 'unwanted.dmp' }).first()).toBeVisible();
  await expect(adminPage.getByLabel('Label', { exact: true })).toHaveValue('');
});

test('a label in a row leads to all dumps with it', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('one.dmp'), label);
  await send(server, testFile('two.dmp'), label);
  await open(adminPage, '/dumps');
  await adminPage.getByRole('link', { name: label }).first().click();
  await expect(adminPage.getByRole('rowheader')).toHaveText(['two.dmp', 'one.dmp']);
  await expect(adminPage.getByLabel('Label', { exact: true })).toHaveValue(label);
});

test('the search looks for a part of the name', async ({ adminPage, server }) => {
  const part = crypto.randomUUID();
  await send(server, testFile(`crash-${part}.dmp`));
  await send(server, testFile('other.dmp'));
  await open(adminPage, '/dumps');
  await adminPage.getByLabel('Search', { exact: true }).fill(part.toUpperCase());
  await adminPage.getByLabel('Search', { exact: true }).press('Enter');
  await expect(adminPage.getByRole('rowheader')).toHaveText([`crash-${part}.dmp`]);
});

test('a search without a match says so and leads back', async ({ adminPage, server }) => {
  await send(server, testFile('some.dmp'));
  await open(adminPage, `/dumps?q=${crypto.randomUUID()}`);
  await expect(adminPage.getByRole('heading', { name: 'No dump matches' })).toBeVisible();
  await adminPage.getByRole('link', { name: 'Show all dumps' }).click();
  await expect(adminPage.getByRole('table', { name: 'Dumps', exact: true })).toBeVisible();
});

test('a hash is copied whole', async ({ adminPage, context, server }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const label = uniqueLabel();
  const dump = await send(server, testFile('copied.dmp'), label);
  await open(adminPage, `/dumps?label=${label}`);
  await adminPage.getByRole('button', { name: 'Copy SHA-256' }).click();
  await expect(adminPage.getByRole('status').filter({ hasText: 'SHA-256 copied' })).toBeVisible();
  expect(await adminPage.evaluate(() => navigator.clipboard.readText())).toBe(dump.sha256);
});

test('a broken link to a page of the list leads back to the list', async ({ adminPage }) => {
  const answer = await adminPage.goto('/dumps?after=broken');
  expect(answer?.status()).toBe(400);
  await expect(adminPage.getByText('This link to a page of the list is broken.')).toBeVisible();
  await adminPage.getByRole('link', { name: 'All dumps' }).click();
  await expect(adminPage).toHaveURL('/dumps');
  await expect(adminPage.getByRole('heading', { name: 'Dumps', exact: true })).toBeVisible();
});
