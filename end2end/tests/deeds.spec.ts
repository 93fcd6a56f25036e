import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures';
import { accessToken, type Dump, isLive, send, testFile, uniqueLabel } from './support/dumps';
import { holdBack } from './support/requests';
import type { CrashStore } from './support/server';

/** What a page has beyond the code of all pages. */
const BUNDLE = /\/(split|chunk)_\w+\.wasm$/;

/** Opens a page whose code does not come before the function that it gives is called. */
async function openWithoutCode(page: Page, path: string): Promise<() => Promise<void>> {
  await page.unrouteAll({ behavior: 'wait' });
  const release = await holdBack(page, BUNDLE);
  await page.goto(path);
  await expect(page.locator('html')).toHaveAttribute('data-live', 'frame');
  return async () => {
    release();
    await isLive(page);
    await expect(page.locator('main')).not.toHaveAttribute('aria-busy');
  };
}

async function labelOf(server: CrashStore, id: number): Promise<string> {
  const headers = { Authorization: `Bearer ${await accessToken(server)}` };
  const answer = await fetch(`${server.url}/api/dumps/${id}/`, { headers });
  return ((await answer.json()) as Dump).label;
}

async function sendThree(server: CrashStore): Promise<string> {
  const label = uniqueLabel();
  for (const name of ['b.dmp', 'a.dmp', 'c.dmp']) {
    await send(server, testFile(name), label);
  }
  return label;
}

const rows = (page: Page) => page.getByRole('table', { name: 'Dumps', exact: true }).getByRole('rowheader');

test('a list is shown before its code is there, and follows a link when it is', async ({ adminPage: page, server }) => {
  const label = await sendThree(server);
  const arrive = await openWithoutCode(page, `/dumps?label=${label}`);
  await expect(page).toHaveTitle('Dumps · Crash Store');
  await expect(rows(page)).toHaveText(['c.dmp', 'a.dmp', 'b.dmp']);
  await page.getByRole('link', { name: 'Name', exact: true }).click();
  await expect(page).toHaveURL(/order=original_name/);
  await expect(rows(page)).toHaveText(['c.dmp', 'a.dmp', 'b.dmp']);
  await arrive();
  await expect(rows(page)).toHaveText(['a.dmp', 'b.dmp', 'c.dmp']);
  await page.goBack();
  await expect(rows(page)).toHaveText(['c.dmp', 'a.dmp', 'b.dmp']);
});

test('the way to another page is taken when the code is there', async ({ adminPage: page, server }) => {
  const label = await sendThree(server);
  const arrive = await openWithoutCode(page, `/dumps?label=${label}`);
  await page.getByRole('link', { name: 'a.dmp' }).click();
  await arrive();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('a.dmp');
  await expect(page).toHaveTitle('a.dmp · Crash Store');
  await page.goBack();
  await expect(rows(page)).toHaveText(['c.dmp', 'a.dmp', 'b.dmp']);
  await expect(page).toHaveTitle('Dumps · Crash Store');
});

test('shortcuts and links of the frame lead on when the code is there', async ({ adminPage: page, server }) => {
  const label = await sendThree(server);
  let arrive = await openWithoutCode(page, `/dumps?label=${label}&q=a.dmp`);
  await expect(rows(page)).toHaveText(['a.dmp']);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dumps' }).click();
  await expect(page).toHaveURL('/dumps');
  await arrive();
  await expect(rows(page)).not.toHaveText(['a.dmp']);
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue('');

  arrive = await openWithoutCode(page, `/dumps?label=${label}`);
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await arrive();
  await expect(page).toHaveURL('/labels');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Labels');
});

test('ticks and what is typed wait for the code', async ({ adminPage: page, server }) => {
  const label = await sendThree(server);
  const arrive = await openWithoutCode(page, `/dumps?label=${label}`);
  const tick = (name: string) => page.getByRole('checkbox', { name: `Select ${name}` });
  await tick('c.dmp').check();
  await tick('b.dmp').click({ modifiers: ['Shift'] });
  await page.getByLabel('Search', { exact: true }).fill('.dmp');
  await expect(tick('b.dmp')).toBeChecked();
  await arrive();
  const bar = page.getByRole('region', { name: 'Selected dumps' });
  await expect(bar).toContainText('3 selected');
  for (const name of ['a.dmp', 'b.dmp', 'c.dmp']) {
    await expect(tick(name)).toBeChecked();
  }
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue('.dmp');
  await page.getByLabel('Search', { exact: true }).press('Enter');
  await expect(page).toHaveURL(/q=.dmp&label=/);
});

test('a label that is saved before the code is there is saved', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('early.dmp'));
  const label = uniqueLabel();
  const arrive = await openWithoutCode(page, `/dumps/${dump.id}`);
  await expect(page).toHaveTitle('early.dmp · Crash Store');
  await page.getByLabel('Label', { exact: true }).fill(label);
  await page.getByLabel('Label', { exact: true }).press('Enter');
  await expect(page.locator('main')).toHaveAttribute('aria-busy', 'true');
  await page.getByRole('heading', { name: 'Bytes' }).click();
  await arrive();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Label', { exact: true })).toHaveValue(label);
  await expect(page.getByRole('region', { name: 'Bytes' })).toContainText('early.dmp');
  // The browser has not posted it, too.
  await expect(page).toHaveURL(`/dumps/${dump.id}`);
});

test('what is chosen in forms is kept, and so is what is submitted', async ({ adminPage: page }) => {
  const email = `${uniqueLabel()}@example.com`;
  const arrive = await openWithoutCode(page, '/users/new');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill('wrong horse, battery');
  await page.getByLabel('Administrator').check();
  await page.getByRole('button', { name: 'Create user' }).click();
  await arrive();
  await expect(page).not.toHaveURL(/new$/);
  await page.goto(`/users?q=${email}`);
  await expect(page.getByRole('row', { name: email })).toContainText('Administrator');
});

test('of several presses the last counts, with what the fields hold then', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('again.dmp'));
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') {
      posts.push(new URL(request.url()).pathname);
    }
  });
  const arrive = await openWithoutCode(page, `/dumps/${dump.id}`);
  const label = page.getByLabel('Label', { exact: true });
  const save = page.getByRole('button', { name: 'Save' });
  await label.fill('first');
  await save.click();
  const second = uniqueLabel();
  await label.fill(second);
  await save.dblclick();
  await arrive();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(label).toHaveValue(second);
  expect(posts.filter((path) => path.endsWith('/update_label'))).toHaveLength(1);
  await page.reload();
  await expect(label).toHaveValue(second);
});

test('a way back and forth leaves the history as it was', async ({ adminPage: page, server }) => {
  const label = await sendThree(server);
  const arrive = await openWithoutCode(page, `/dumps?label=${label}`);
  const before = await page.evaluate(() => history.length);
  await page.getByRole('link', { name: 'Name', exact: true }).click();
  await page.goBack();
  await page.goForward();
  await expect(page).toHaveURL(/order=original_name/);
  await arrive();
  await expect(rows(page)).toHaveText(['a.dmp', 'b.dmp', 'c.dmp']);
  expect(await page.evaluate(() => history.length)).toBe(before + 1);
  await page.goBack();
  await expect(rows(page)).toHaveText(['c.dmp', 'a.dmp', 'b.dmp']);
});

test('typing goes on where it was', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('typed.dmp'));
  const arrive = await openWithoutCode(page, `/dumps/${dump.id}`);
  const label = page.getByLabel('Label', { exact: true });
  await label.fill('hello world');
  for (let step = 0; step < 6; step += 1) {
    await label.press('ArrowLeft');
  }
  await label.press(',');
  await arrive();
  await label.pressSequentially(' dear');
  await expect(label).toHaveValue('hello, dear world');
});

test('what is typed before any code is there is kept', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('first.dmp'));
  const release = await holdBack(page, '**/crash-store.wasm');
  await page.goto(`/dumps/${dump.id}`, { waitUntil: 'commit' });
  const [label, text] = [page.getByLabel('Label', { exact: true }), uniqueLabel()];
  await label.fill(text);
  release();
  await isLive(page);
  await expect(label).toHaveValue(text);
  await label.press('Enter');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  expect(await labelOf(server, dump.id)).toBe(text);
});

test('what is typed before any timer of a slow processor is not lost', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('slow.dmp'));
  await page.addInitScript(() => {
    const start = window.setTimeout;
    const late = (run: () => void, time?: number) => start(run, time === 0 ? 3000 : time);
    window.setTimeout = late as typeof setTimeout;
  });
  const arrive = await openWithoutCode(page, `/dumps/${dump.id}`);
  const label = page.getByLabel('Label', { exact: true });
  await label.fill('hello');
  const arrived = arrive();
  // Hydration has begun with what the server has drawn.
  await expect(label).toHaveValue('');
  await label.press('!');
  await expect(label).toHaveValue('hello!');
  await arrived;
  await expect(label).toHaveValue('hello!');
});

test.describe('code that does not come', () => {
  test.use({ allowedFault: /Failed to (load resource|fetch)|split/ });

  /** Opens the page of a new dump in vain, and types a label there. */
  async function typeLabel(page: Page, server: CrashStore): Promise<{ dump: Dump; label: string }> {
    const dump = await send(server, testFile('stranded.dmp'));
    await page.route(BUNDLE, (route) => route.abort());
    await page.goto(`/dumps/${dump.id}`);
    await expect(page.getByText('The server did not answer.')).toBeVisible();
    const label = uniqueLabel();
    await page.getByLabel('Label', { exact: true }).fill(label);
    return { dump, label };
  }

  test('is told, and asked for again', async ({ adminPage: page, server }) => {
    const { label } = await typeLabel(page, server);
    await page.unroute(BUNDLE);
    await isLive(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await expect(page.getByLabel('Label', { exact: true })).toHaveValue(label);
  });

  test('is not waited for without end', async ({ adminPage: page, server }) => {
    const dump = await send(server, testFile('stalled.dmp'));
    await page.clock.install();
    await openWithoutCode(page, `/dumps/${dump.id}`);
    const label = uniqueLabel();
    await page.getByLabel('Label', { exact: true }).fill(label);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('main')).toHaveAttribute('aria-busy', 'true');
    await page.clock.fastForward(15_000);
    await expect(page.getByText('The page is still loading.')).toBeVisible();
    await expect(page.locator('main')).not.toHaveAttribute('aria-busy');
    expect(await labelOf(server, dump.id)).toBe('');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => labelOf(server, dump.id)).toBe(label);
  });

  test('leaves what can be done without it', async ({ adminPage: page, server }) => {
    const { dump, label } = await typeLabel(page, server);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => labelOf(server, dump.id)).toBe(label);
    await expect(page.locator('html')).not.toHaveAttribute('data-live');
    await expect(page.getByRole('button', { name: 'Copy' }).first()).toBeHidden();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
    await isLive(page);
  });
});
