import { beLoggedIn, expect, test } from './support/fixtures';
import { open, send, sha256, testFile, uniqueLabel } from './support/dumps';
import { ADMIN } from './support/server';
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';

const rows = (page: Page) => page.getByRole('table', { name: 'Dumps', exact: true }).getByRole('rowheader');

test('a column sorts the list, and once more the other way round', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  for (const [name, size] of [['b.dmp', 300], ['a.dmp', 100], ['c.dmp', 200]] as const) {
    await send(server, testFile(name, 'x'.repeat(size)), label);
  }
  await open(adminPage, `/dumps?label=${label}`);
  await expect(adminPage.getByRole('columnheader', { name: 'Id' })).toHaveAttribute('aria-sort', 'descending');
  await adminPage.getByRole('link', { name: 'Name', exact: true }).click();
  await expect(rows(adminPage)).toHaveText(['a.dmp', 'b.dmp', 'c.dmp']);
  await expect(adminPage).toHaveURL(/order=original_name/);
  await adminPage.getByRole('link', { name: 'Name', exact: true }).click();
  await expect(rows(adminPage)).toHaveText(['c.dmp', 'b.dmp', 'a.dmp']);
  await adminPage.getByRole('link', { name: 'Size' }).click();
  await expect(rows(adminPage)).toHaveText(['a.dmp', 'c.dmp', 'b.dmp']);
  await expect(adminPage.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'ascending');
  // The filter stays, and a new one keeps the order.
  await adminPage.getByLabel('Search', { exact: true }).fill('.dmp');
  await adminPage.getByRole('button', { name: 'Filter' }).click();
  await expect(adminPage).toHaveURL(/q=.dmp&label=label-.*&order=size/);
});

test('sizes and times narrow the list down', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('small.dmp', 'x'), label);
  await send(server, testFile('large.dmp', 'x'.repeat(1_500_000)), label);
  await open(adminPage, `/dumps?label=${label}`);
  await adminPage.getByText('More filters').click();
  await adminPage.getByLabel('Smallest, in MiB').fill('1');
  await adminPage.getByRole('combobox', { name: 'Uploaded' }).selectOption('In the last hour');
  await adminPage.getByRole('button', { name: 'Filter' }).click();
  await expect(rows(adminPage)).toHaveText(['large.dmp']);
  await adminPage.reload();
  await expect(rows(adminPage)).toHaveText(['large.dmp']);
  await expect(adminPage.getByLabel('Smallest, in MiB')).toHaveValue('1');
  await expect(adminPage.getByRole('combobox', { name: 'Uploaded' })).toHaveValue('hour');
  await adminPage.goto(`/dumps?label=${label}&to=2001-01-01`);
  await expect(adminPage.getByRole('heading', { name: 'No dump matches' })).toBeVisible();
});

test('what a filter cannot mean is told', async ({ adminPage }) => {
  const answer = await adminPage.goto('/dumps?min=much');
  expect(answer?.status()).toBe(400);
  await expect(adminPage.getByText('Sizes are numbers of MiB, such as 1.5.')).toBeVisible();
});

test('a range is ticked with shift, and labelled at once', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  for (let number = 1; number <= 5; number += 1) {
    await send(server, testFile(`n${number}.dmp`), label);
  }
  await open(adminPage, `/dumps?label=${label}`);
  const bar = adminPage.getByRole('region', { name: 'Selected dumps' });
  await expect(bar).toBeHidden();
  await adminPage.getByLabel('Select n4.dmp').click();
  await adminPage.getByLabel('Select n2.dmp').click({ modifiers: ['Shift'] });
  await expect(bar.getByRole('status')).toHaveText('3 selected');
  const renamed = uniqueLabel();
  await bar.getByLabel('Label of the selected dumps').fill(renamed);
  await bar.getByRole('button', { name: 'Set label' }).click();
  await expect(adminPage.getByText('3 dumps labelled.')).toBeVisible();
  await expect(rows(adminPage)).toHaveText(['n5.dmp', 'n1.dmp']);
  await adminPage.goto(`/dumps?label=${renamed}`);
  await expect(rows(adminPage)).toHaveText(['n4.dmp', 'n3.dmp', 'n2.dmp']);
});

test('no label is no label to set', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('labelled.dmp'), label);
  await open(adminPage, `/dumps?label=${label}`);
  await adminPage.getByLabel('Select labelled.dmp').check();
  await adminPage.getByRole('button', { name: 'Set label' }).click();
  await expect(adminPage.getByLabel('Label of the selected dumps')).toBeFocused();
  await adminPage.reload();
  await expect(rows(adminPage)).toHaveText(['labelled.dmp']);
});

test('ticked dumps are deleted when their number is typed', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  for (let number = 1; number <= 3; number += 1) {
    await send(server, testFile(`n${number}.dmp`), label);
  }
  await open(adminPage, `/dumps?label=${label}`);
  await adminPage.getByLabel('Select this page').click();
  await adminPage.getByLabel('Select n2.dmp').click();
  await adminPage.getByRole('button', { name: 'Delete' }).click();
  const dialog = adminPage.getByRole('dialog', { name: 'Delete 2 dumps?' });
  await dialog.getByLabel('Type their number to confirm').fill('3');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog.getByText('This is not the number of selected dumps.')).toBeVisible();
  await dialog.getByLabel('Type their number to confirm').fill('2');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(adminPage.getByText('2 dumps deleted.')).toBeVisible();
  await expect(rows(adminPage)).toHaveText(['n2.dmp']);
  await expect(adminPage.getByRole('region', { name: 'Selected dumps' })).toBeHidden();
});

test('ticked dumps come as one ZIP', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  const dump = await send(server, testFile('in.dmp', 'the bytes'), label);
  await open(adminPage, `/dumps?label=${label}`);
  await adminPage.getByLabel('Select in.dmp').click();
  const [download] = await Promise.all([
    adminPage.waitForEvent('download'),
    adminPage.getByRole('link', { name: 'Download ZIP' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('dumps.zip');
  const zip = readFileSync(await download.path());
  // Stored, not deflated: the bytes stand in it as they are.
  expect(zip.includes(`${dump.id}-in.dmp`)).toBe(true);
  expect(zip.includes('the bytes')).toBe(true);
  expect(sha256(Buffer.from('the bytes'))).toBe(dump.sha256);
});

test('new dumps are announced to another browser, and the rows stay', async ({ adminPage, browser, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('before.dmp'), label);
  await open(adminPage, `/dumps?label=${label}`);
  const news = adminPage.locator('.news');

  const other = await browser.newContext({ baseURL: server.url });
  const page = await other.newPage();
  await beLoggedIn(page, ADMIN);
  await open(page, '/upload');
  await page.getByLabel('Choose files').setInputFiles([testFile('after-1.dmp'), testFile('after-2.dmp')]);
  await page.getByLabel('Label', { exact: true }).fill(label);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await expect(news).toContainText('2 new dumps');
  await expect(rows(adminPage)).toHaveText(['before.dmp']);
  await news.getByRole('button', { name: 'Show' }).click();
  await expect(rows(adminPage)).toHaveText([/after-/, /after-/, 'before.dmp']);
  await expect(news).toBeEmpty();
  // What is filtered out is no news.
  await send(server, testFile('elsewhere.dmp'), uniqueLabel());
  await send(server, testFile('again.dmp'), label);
  await expect(news).toContainText('1 new dump');
  await other.close();
});

test('columns are hidden, and stay so', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('a.dmp'), label);
  await open(adminPage, `/dumps?label=${label}`);
  const hash = adminPage.getByRole('columnheader', { name: 'SHA-256' });
  await expect(hash).toBeVisible();
  await adminPage.getByText('Columns', { exact: true }).click();
  await adminPage.getByLabel('SHA-256 column').uncheck();
  await expect(hash).toBeHidden();
  await open(adminPage, `/dumps?label=${label}`);
  await expect(hash).toBeHidden();
  await adminPage.getByText('Columns', { exact: true }).click();
  await expect(adminPage.getByLabel('SHA-256 column')).not.toBeChecked();
  await adminPage.getByLabel('SHA-256 column').check();
  await expect(hash).toBeVisible();
});

test('a dump leads on to those beside it in the list', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('first.dmp'), label);
  await send(server, testFile('elsewhere.dmp'), uniqueLabel());
  await send(server, testFile('second.dmp'), label);
  await open(adminPage, `/dumps?label=${label}`);
  await adminPage.getByRole('link', { name: 'second.dmp' }).click();
  await expect(adminPage.getByRole('heading', { name: 'second.dmp' })).toBeVisible();
  await expect(adminPage.getByRole('link', { name: 'Previous' })).toHaveCount(0);
  await adminPage.getByRole('link', { name: 'Next' }).click();
  await expect(adminPage.getByRole('heading', { name: 'first.dmp' })).toBeVisible();
  await expect(adminPage.getByRole('link', { name: 'Next' })).toHaveCount(0);
  await adminPage.getByRole('link', { name: 'Back to the list' }).click();
  await expect(rows(adminPage)).toHaveText(['second.dmp', 'first.dmp']);
});

test('keys move through the list, select and search', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('lower.dmp'), label);
  await send(server, testFile('upper.dmp'), label);
  await open(adminPage, `/dumps?label=${label}`);
  await expect(rows(adminPage)).toHaveCount(2);
  await adminPage.keyboard.press('j');
  await expect(adminPage.getByRole('link', { name: 'upper.dmp' })).toBeFocused();
  await adminPage.keyboard.press('j');
  await expect(adminPage.getByRole('link', { name: 'lower.dmp' })).toBeFocused();
  await adminPage.keyboard.press('x');
  await expect(adminPage.getByLabel('Select lower.dmp')).toBeChecked();
  await adminPage.keyboard.press('k');
  await adminPage.keyboard.press('Enter');
  await expect(adminPage.getByRole('heading', { name: 'upper.dmp' })).toBeVisible();
  await adminPage.keyboard.press('g');
  await adminPage.keyboard.press('d');
  await expect(adminPage).toHaveURL('/dumps');
  await adminPage.keyboard.press('/');
  await expect(adminPage.getByLabel('Search', { exact: true })).toBeFocused();
  // In a field a key is a letter.
  await adminPage.keyboard.press('u');
  await expect(adminPage.getByLabel('Search', { exact: true })).toHaveValue('u');
});

test('the keys are told, and can be switched off', async ({ adminPage }) => {
  await open(adminPage, '/dumps');
  await adminPage.keyboard.press('?');
  const dialog = adminPage.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog.getByText('Next row')).toBeVisible();
  await dialog.getByLabel('Single keys do this').uncheck();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await adminPage.keyboard.press('u');
  await adminPage.keyboard.press('?');
  await expect(dialog).toBeVisible();
  await expect(adminPage).toHaveURL('/dumps');
  await dialog.getByLabel('Single keys do this').check();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await adminPage.keyboard.press('u');
  await expect(adminPage).toHaveURL('/upload');
});

test.describe('with a server that is away', () => {
  // The browser reports every try of its own.
  test.use({ allowedFault: /ERR_|Failed to load resource/ });

  test('its absence is told, and its return', async ({ page, startServer }) => {
    const server = await startServer();
    await beLoggedIn(page, server.createAdmin(), server.url);
    await open(page, `${server.url}/dumps`);
    const notice = page.getByText('The server cannot be reached.');
    await server.stop();
    await expect(notice).toBeVisible();
    await server.start();
    await expect(notice).toBeHidden();
  });

  test('a list that it cannot give comes when it is back', async ({ page, startServer }) => {
    const server = await startServer();
    await beLoggedIn(page, server.createAdmin(), server.url);
    await send(server, testFile('waiting.dmp'));
    await open(page, `${server.url}/dumps`);
    await server.stop();
    await page.getByLabel('Search', { exact: true }).fill('waiting');
    await page.getByLabel('Search', { exact: true }).press('Enter');
    await expect(page.getByText('The server did not answer.')).toBeVisible();
    await server.start();
    await expect(rows(page)).toHaveText(['waiting.dmp']);
  });

  test('news that a proxy has refused in its place are asked for again', async ({ adminPage: page, server }) => {
    const label = uniqueLabel();
    let connections = 0;
    await page.clock.install();
    await page.route('/ui/arrivals', (route) => {
      connections += 1;
      return connections === 1 ? route.fulfill({ status: 502 }) : route.continue();
    });
    await open(page, `/dumps?label=${label}`);
    await expect.poll(() => connections).toBe(1);
    await send(server, testFile('late.dmp'), label);
    await page.clock.fastForward(20_000);
    await expect(page.getByText('1 new dump', { exact: true })).toBeVisible();
  });
});

test('a connection for news that ends is no absence', async ({ adminPage: page }) => {
  await page.addInitScript(() => {
    window.addEventListener('offline', () => document.documentElement.setAttribute('data-told', 'offline'));
  });
  let connections = 0;
  await page.route('/ui/arrivals', (route) => {
    connections += 1;
    return route.fulfill({ contentType: 'text/event-stream', body: 'retry: 50\ndata: 1\n\n' });
  });
  await open(page, '/dumps');
  await expect.poll(() => connections).toBeGreaterThan(2);
  await expect(page.locator('html')).not.toHaveAttribute('data-told');
});

test.describe('with a connection that is lost', () => {
  // The browser reports that the code of the page did not come.
  test.use({ allowedFault: /Failed to fetch/ });

  test('a lost connection is told, and its return', async ({ adminPage, context }) => {
    await open(adminPage, '/dumps');
    await context.setOffline(true);
    await expect(adminPage.getByText('The server cannot be reached.')).toBeVisible();
    // A page whose code has not come yet cannot come now.
    await adminPage.getByRole('link', { name: 'Labels' }).click();
    await expect(adminPage.getByText('The server did not answer.')).toBeVisible();
    await context.setOffline(false);
    await expect(adminPage.getByText('The server cannot be reached.')).toBeHidden();
    await expect(adminPage.getByRole('heading', { name: 'Labels', exact: true })).toBeVisible();
  });
});

test('the focus stays on a control of the list, and is nowhere else by chance', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('one.dmp'), label);
  await open(adminPage, `/dumps?label=${label}&q=nothing`);
  await adminPage.getByRole('link', { name: 'Show all dumps' }).focus();
  await adminPage.keyboard.press('Enter');
  await expect(adminPage.getByRole('main')).toBeFocused();
  const name = adminPage.getByRole('link', { name: 'Name', exact: true });
  await name.focus();
  await adminPage.keyboard.press('Enter');
  await expect(adminPage).toHaveURL(/order=original_name/);
  await expect(adminPage.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(name).toBeFocused();
});

test('a label that is too long for the ticked dumps is told', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('one.dmp'), label);
  await open(adminPage, `/dumps?label=${label}`);
  await adminPage.getByRole('checkbox', { name: 'Select one.dmp' }).check();
  const field = adminPage.getByLabel('Label of the selected dumps');
  await field.fill('x'.repeat(256));
  await adminPage.getByRole('button', { name: 'Set label' }).click();
  await expect(field).toHaveAccessibleDescription(/255/);
});
