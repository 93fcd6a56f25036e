import { beLoggedIn, expect, test } from './support/fixtures';
import { isLive, open } from './support/dumps';
import { areRead, crash, openGroup, sendCrash, signatureOf, uniquePlace } from './support/crashes';
import type { Page } from '@playwright/test';

const table = (page: Page) => page.getByRole('table', { name: 'Crashes', exact: true });
const rows = (page: Page) => table(page).getByRole('rowheader');

test('an empty store teaches how crashes come', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  await open(page, `${server.url}/crashes`);
  await expect(page.getByRole('heading', { name: 'No crashes yet' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Send crashes' }).click();
  await expect(page).toHaveURL(`${server.url}/connect`);
});

test('crashes that are the same stand together in a row', async ({ adminPage: page, server }) => {
  const place = uniquePlace();
  await crash(server, place, { ver: '1.0', plat: 'Linux' }, { ver: '1.0', plat: 'Linux' }, { ver: '2.0', plat: 'Windows' });
  await open(page, `/crashes?q=${signatureOf(place).toUpperCase()}`);
  await expect(rows(page)).toHaveText([signatureOf(place)]);
  const cells = table(page).getByRole('row').nth(1).getByRole('cell');
  await expect(cells.nth(0)).toHaveText('Open');
  await expect(cells.nth(1).getByRole('img')).toHaveAccessibleName('3 in the last 30 days, 3 of them today');
  await expect(cells.nth(2)).toHaveText('3');
  await expect(cells.nth(3)).toHaveText('1.0, 2.0');
  await expect(cells.nth(4)).toHaveText('Linux, Windows');
  await expect(cells.nth(5).locator('time')).toHaveAttribute('title', /UTC$/);
  await expect(cells.nth(6).locator('time')).toHaveAttribute('title', /UTC$/);
});

test('crashes are filtered by where they come from, and what is known is suggested', async ({ adminPage: page, server }) => {
  const product = `Paint & more ${crypto.randomUUID()}`;
  const [first, second] = [uniquePlace(), uniquePlace()];
  await crash(server, first, { prod: product, ver: '1', plat: 'Linux' });
  await crash(server, second, { prod: product, ver: '2', plat: 'Windows' });
  await open(page, '/crashes');
  await page.getByLabel('Product').focus();
  await expect(page.locator(`datalist#products option[value="${product}"]`)).toHaveCount(1);
  await page.getByLabel('Product').fill(product);
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(rows(page)).toHaveText([signatureOf(second), signatureOf(first)]);
  await page.getByLabel('Version', { exact: true }).fill('1');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(rows(page)).toHaveText([signatureOf(first)]);
  await page.reload();
  await expect(rows(page)).toHaveText([signatureOf(first)]);
  await expect(page.getByLabel('Product')).toHaveValue(product);
  await isLive(page);
  await page.getByLabel('Platform').fill('Windows');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page.getByRole('heading', { name: 'No crash matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear' }).click();
  await expect(page).toHaveURL('/crashes');
  await expect(page.getByLabel('Product')).toHaveValue('');
});

test('crashes are sorted by their columns, and paged', async ({ page, startServer }) => {
  test.slow();
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  const sent: number[] = [];
  for (let number = 0; number < 51; number += 1) {
    sent.push(await sendCrash(server, 0x1000 + number));
  }
  sent.push(await sendCrash(server, 0x1007));
  await areRead(server, sent);
  await open(page, `${server.url}/crashes`);
  await expect(page.getByRole('columnheader', { name: 'Last seen' })).toHaveAttribute('aria-sort', 'descending');
  await expect(rows(page)).toHaveCount(50);
  await expect(rows(page).first()).toHaveText(signatureOf(0x1007));
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(rows(page)).toHaveText([signatureOf(0x1000)]);
  await page.reload();
  await expect(rows(page)).toHaveText([signatureOf(0x1000)]);
  await isLive(page);
  await page.getByRole('link', { name: 'First page' }).click();
  await expect(rows(page)).toHaveCount(50);
  await page.goBack();
  await expect(rows(page)).toHaveText([signatureOf(0x1000)]);

  await page.getByRole('link', { name: 'Signature', exact: true }).click();
  await expect(rows(page).first()).toHaveText(signatureOf(0x1000));
  await page.getByRole('columnheader', { name: 'Crashes' }).getByRole('link').click();
  await expect(page).toHaveURL(/order=crashes/);
  await page.getByRole('columnheader', { name: 'Crashes' }).getByRole('link').click();
  await expect(page).toHaveURL(/order=-crashes/);
  await expect(rows(page).first()).toHaveText(signatureOf(0x1007));
});

test('what a link cannot mean is told, and so is a group that is not there', async ({ adminPage: page }) => {
  for (const query of ['after=broken', 'state=odd', 'order=best', 'new=eon']) {
    const answer = await page.goto(`/crashes?${query}`);
    expect(answer?.status(), query).toBe(400);
    await expect(page.getByText('This link to a page of the list is broken.')).toBeVisible();
  }
  for (const id of ['999999', 'abc']) {
    const answer = await page.goto(`/crashes/${id}`);
    expect(answer?.status(), id).toBe(404);
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  }
  const answer = await page.goto('/dumps?signature=999999');
  expect(answer?.status()).toBe(404);
});

test('keys lead to the crashes and through their rows', async ({ adminPage: page, server }) => {
  const [first, second] = [uniquePlace(), uniquePlace()];
  await crash(server, first, {});
  await crash(server, second, {});
  await open(page, '/');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page).toHaveURL('/crashes');
  await expect(rows(page).first()).toHaveText(signatureOf(second));
  await page.keyboard.press('j');
  await expect(rows(page).nth(0).getByRole('link')).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows(page).nth(1).getByRole('link')).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(signatureOf(second));
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog').getByText('Go to the crashes')).toBeVisible();
});

test('the overview names what crashes most and what is new', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  const [often, once] = [uniquePlace(), uniquePlace()];
  await crash(server, often, { ver: '1.0' }, { ver: '1.0' });
  await crash(server, once, { ver: '2.0' });
  await open(page, `${server.url}/`);
  const top = page.getByRole('table', { name: 'Top crashes' });
  await expect(top.getByRole('rowheader')).toHaveText([signatureOf(often), signatureOf(once)]);
  await expect(top.getByRole('row').nth(1).getByRole('cell').last()).toHaveText('2');
  const latest = page.getByRole('table', { name: 'New crashes' });
  await expect(latest.getByRole('rowheader')).toHaveText([signatureOf(once), signatureOf(often)]);
  await expect(latest.getByRole('row').nth(1).getByRole('cell').first()).toHaveText('2.0');

  await page.getByRole('link', { name: 'All top crashes' }).click();
  await expect(rows(page)).toHaveText([signatureOf(often), signatureOf(once)]);
  await page.goBack();
  await page.getByRole('link', { name: 'All new crashes' }).click();
  await expect(rows(page)).toHaveText([signatureOf(once), signatureOf(often)]);
  await page.goBack();
  await top.getByRole('link', { name: signatureOf(often) }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(signatureOf(often));
});

test('a list of dumps says of which crash it is, and keeps to it', async ({ adminPage: page, server }) => {
  const place = uniquePlace();
  const [old] = await crash(server, place, { ver: '1.0' }, { ver: '2.0' });
  const dumps = page.getByRole('table', { name: 'Dumps' }).getByRole('rowheader');
  await open(page, `/dumps/${old}`);
  await page.getByRole('link', { name: signatureOf(place) }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(signatureOf(place));
  await page.getByRole('link', { name: 'All dumps of this crash' }).click();
  await expect(page.getByText(`Only dumps of ${signatureOf(place)}`)).toBeVisible();
  await expect(dumps).toHaveCount(2);
  await page.getByText('More filters').click();
  await page.getByLabel('Version', { exact: true }).fill('1.0');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(dumps).toHaveCount(1);
  await expect(page).toHaveURL(/signature=\d+&version=1.0/);
  await page.getByRole('link', { name: 'Dumps of all crashes' }).click();
  await expect(page).toHaveURL(/\/dumps\?version=1.0$/);
  await expect(page.getByText('Only dumps of')).toHaveCount(0);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('crashes are listed, filtered, viewed and decided about', async ({ adminPage: page, server }) => {
    const place = uniquePlace();
    await crash(server, place, { ver: '1.0' }, { ver: '1.0' });
    await page.goto('/crashes');
    await page.getByLabel('Search', { exact: true }).fill(signatureOf(place));
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(rows(page)).toHaveText([signatureOf(place)]);
    await openGroup(page, place);
    await page.getByLabel('Note', { exact: true }).fill('first line\nsecond line');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByLabel('Note', { exact: true })).toHaveValue('first line\nsecond line');
    await page.getByLabel('In version').fill('1.1');
    await page.getByRole('button', { name: 'Resolve' }).click();
    await expect(page.getByText('Resolved in 1.1')).toBeVisible();
    await page.getByRole('button', { name: 'Open again' }).click();
    await expect(page.getByText('Open', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Ignore' }).click();
    await expect(page.getByText('Ignored', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'All dumps of this crash' }).click();
    await expect(page.getByRole('table', { name: 'Dumps' }).getByRole('rowheader')).toHaveCount(2);
  });

  test('a long list of crashes is paged', async ({ page, startServer }) => {
    test.slow();
    const server = await startServer();
    await beLoggedIn(page, server.createAdmin(), server.url);
    const sent: number[] = [];
    for (let number = 0; number < 51; number += 1) {
      sent.push(await sendCrash(server, 0x1000 + number));
    }
    await areRead(server, sent);
    await page.goto(`${server.url}/crashes`);
    await page.getByRole('link', { name: 'Next' }).click();
    await expect(rows(page)).toHaveText([signatureOf(0x1000)]);
  });
});
