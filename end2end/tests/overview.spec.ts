import { beLoggedIn, expect, test } from './support/fixtures';
import { open, send, testFile } from './support/dumps';

test('an empty store teaches how to send the first dump', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  await open(page, `${server.url}/`);
  await expect(page.getByRole('heading', { name: 'No dumps yet' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'command' })).toContainText(server.url);
});

test('the overview counts, draws and lists what came in', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  for (const label of ['v1', 'v1', 'v2', '']) {
    await send(server, testFile(`${label}-${crypto.randomUUID()}.dmp`, 'x'.repeat(1024)), label);
  }
  await send(server, testFile('latest.dmp', 'x'.repeat(1024)), 'v1');
  await open(page, `${server.url}/`);

  for (const [figure, value] of [['Today (UTC)', '5'], ['Last 7 days', '5'], ['All dumps', '5'], ['Stored', '5.00 KiB']]) {
    await expect(page.getByRole('term').filter({ hasText: figure }).locator('xpath=../dd')).toHaveText(value);
  }

  const bars = page.getByRole('group', { name: 'Uploads by day' }).getByRole('img');
  await expect(bars).toHaveCount(1);
  await expect(bars).toHaveAccessibleName(/5 dumps, v1: 3, no label: 1, v2: 1$/);
  await page.getByText('Show as a table').click();
  const days = page.getByRole('table', { name: 'Uploads by day' });
  await expect(days.getByRole('row').last().getByRole('cell')).toHaveText(['3', '1', '1']);

  const labels = page.getByRole('table', { name: 'Labels of the last 30 days' });
  await expect(labels.getByRole('row').nth(1).getByRole('cell')).toHaveText(['3', '3', 'new']);
  await expect(page.getByRole('rowheader', { name: 'latest.dmp' })).toBeVisible();
  await labels.getByRole('link', { name: 'v1' }).click();
  await expect(page.getByRole('heading', { name: 'Dumps', level: 1 })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Dumps' }).getByRole('rowheader')).toHaveCount(3);
});

test('what comes while somebody reads is announced, and shown when asked for', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  await send(server, testFile('first.dmp'), 'v1');
  await open(page, `${server.url}/`);
  await send(server, testFile('second.dmp'), 'v1');
  await expect(page.getByText('1 new dump')).toBeVisible();
  await expect(page.getByRole('rowheader', { name: '.dmp' })).toHaveText(['first.dmp']);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('rowheader', { name: '.dmp' })).toHaveText(['second.dmp', 'first.dmp']);
  await expect(page.getByText('1 new dump')).toBeHidden();
});

test('a deleted dump is counted no more', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  const dump = await send(server, testFile('gone.dmp'), 'v1');
  await send(server, testFile('kept.dmp'), 'v1');
  await page.goto(`${server.url}/dumps/${dump.id}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('rowheader')).toHaveText(['kept.dmp']);
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('img', { name: /1 dump, v1: 1$/ })).toBeVisible();
});

test('a visitor is led to the sign-in page and back', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/login/);
});
