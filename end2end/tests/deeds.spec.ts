import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures';
import { accessToken, type Dump, isLive, send, testFile, uniqueLabel } from './support/dumps';
import { holdBack } from './support/requests';
import { ADMIN, type CrashStore } from './support/server';

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

/** A page of a bundle: the form that renames the label of a new dump. */
async function labelled(server: CrashStore): Promise<{ dump: Dump; label: string; path: string }> {
  const label = uniqueLabel();
  const dump = await send(server, testFile('labelled.dmp'), label);
  return { dump, label, path: `/labels/rename?label=${label}` };
}

const field = (page: Page) => page.getByLabel('Label', { exact: true });
const save = (page: Page) => page.getByRole('button', { name: 'Save' });
const rows = (page: Page) => page.getByRole('table', { name: 'Users' }).getByRole('rowheader');
const search = (page: Page) => page.getByLabel('Search', { exact: true });

test('a list is shown before its code is there, and follows a link when it is', async ({ adminPage: page }) => {
  const arrive = await openWithoutCode(page, '/users?q=nobody');
  await expect(page).toHaveTitle('Users · Crash Store');
  await expect(page.getByText('No user matches')).toBeVisible();
  await page.getByRole('link', { name: 'Clear' }).click();
  await expect(page).toHaveURL('/users');
  await expect(rows(page)).toHaveCount(0);
  await arrive();
  await expect(rows(page).first()).toBeVisible();
  await page.goBack();
  await expect(page.getByText('No user matches')).toBeVisible();
});

test('the way to another page is taken when the code is there', async ({ adminPage: page }) => {
  const arrive = await openWithoutCode(page, `/users?q=${ADMIN.email}`);
  await page.getByRole('link', { name: ADMIN.email, exact: true }).click();
  await arrive();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ADMIN.email);
  await expect(page).toHaveTitle(`${ADMIN.email} · Crash Store`);
  await page.goBack();
  await expect(rows(page)).toHaveText([ADMIN.email]);
  await expect(page).toHaveTitle('Users · Crash Store');
});

test('shortcuts and links of the frame lead on when the code is there', async ({ adminPage: page }) => {
  let arrive = await openWithoutCode(page, '/users?q=nobody');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).click();
  await expect(page).toHaveURL('/users');
  await arrive();
  await expect(rows(page).first()).toBeVisible();
  await expect(search(page)).toHaveValue('');

  arrive = await openWithoutCode(page, '/users?q=nobody');
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await arrive();
  await expect(page).toHaveURL('/labels');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Labels');
});

test('ticks and what is typed wait for the code', async ({ adminPage: page, server }) => {
  const { path } = await labelled(server);
  const arrive = await openWithoutCode(page, path);
  const merge = page.getByLabel('Merge with the label of that name');
  await merge.check();
  await field(page).fill('another');
  await arrive();
  await expect(merge).toBeChecked();
  await expect(field(page)).toHaveValue('another');
});

test('a form that is sent before the code is there is sent', async ({ adminPage: page, server }) => {
  const { dump, path } = await labelled(server);
  const label = uniqueLabel();
  const arrive = await openWithoutCode(page, path);
  await field(page).fill(label);
  await field(page).press('Enter');
  await expect(page.locator('main')).toHaveAttribute('aria-busy', 'true');
  await arrive();
  // A browser that had posted it, too, would not say so.
  await expect(page.getByText('1 dump renamed')).toBeVisible();
  await expect(page).toHaveURL('/labels');
  expect(await labelOf(server, dump.id)).toBe(label);
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
  const { dump, path } = await labelled(server);
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') {
      posts.push(new URL(request.url()).pathname);
    }
  });
  const arrive = await openWithoutCode(page, path);
  await field(page).fill('first');
  await save(page).click();
  const second = uniqueLabel();
  await field(page).fill(second);
  await save(page).dblclick();
  await arrive();
  await expect(page.getByText('1 dump renamed')).toBeVisible();
  expect(posts.filter((path) => path.endsWith('/rename_label'))).toHaveLength(1);
  expect(await labelOf(server, dump.id)).toBe(second);
});

test('a way back and forth leaves the history as it was', async ({ adminPage: page }) => {
  const arrive = await openWithoutCode(page, '/users?q=nobody');
  const before = await page.evaluate(() => history.length);
  await page.getByRole('link', { name: 'Clear' }).click();
  await page.goBack();
  await page.goForward();
  await expect(page).toHaveURL('/users');
  await arrive();
  await expect(rows(page).first()).toBeVisible();
  expect(await page.evaluate(() => history.length)).toBe(before + 1);
  await page.goBack();
  await expect(page.getByText('No user matches')).toBeVisible();
});

test('typing goes on where it was', async ({ adminPage: page, server }) => {
  const { path } = await labelled(server);
  const arrive = await openWithoutCode(page, path);
  await field(page).fill('hello world');
  for (let step = 0; step < 6; step += 1) {
    await field(page).press('ArrowLeft');
  }
  await field(page).press(',');
  await arrive();
  await field(page).pressSequentially(' dear');
  await expect(field(page)).toHaveValue('hello, dear world');
});

test('what is typed before any code is there is kept', async ({ adminPage: page, server }) => {
  const { dump, path } = await labelled(server);
  const release = await holdBack(page, '**/crash-store.wasm');
  await page.goto(path, { waitUntil: 'commit' });
  const text = uniqueLabel();
  await field(page).fill(text);
  release();
  await isLive(page);
  await expect(field(page)).toHaveValue(text);
  await field(page).press('Enter');
  await expect(page.getByText('1 dump renamed')).toBeVisible();
  expect(await labelOf(server, dump.id)).toBe(text);
});

test('what is typed before any timer of a slow processor is not lost', async ({ adminPage: page }) => {
  await page.addInitScript(() => {
    const start = window.setTimeout;
    const late = (run: () => void, time?: number) => start(run, time === 0 ? 3000 : time);
    window.setTimeout = late as typeof setTimeout;
  });
  const arrive = await openWithoutCode(page, '/users?q=nobody');
  await search(page).fill('hello');
  const arrived = arrive();
  // Hydration has begun with what the server has drawn.
  await expect(search(page)).toHaveValue('nobody');
  await search(page).press('!');
  await expect(search(page)).toHaveValue('hello!');
  await arrived;
  await expect(search(page)).toHaveValue('hello!');
});

test.describe('code that does not come', () => {
  test.use({ allowedFault: /Failed to (load resource|fetch)|split/ });

  /** Opens the page of a new label in vain, and types another one there. */
  async function typeLabel(page: Page, server: CrashStore): Promise<{ dump: Dump; label: string }> {
    const { dump, path } = await labelled(server);
    await page.route(BUNDLE, (route) => route.abort());
    await page.goto(path);
    await expect(page.getByText('The server did not answer.')).toBeVisible();
    const label = uniqueLabel();
    await field(page).fill(label);
    return { dump, label };
  }

  test('is told, and asked for again', async ({ adminPage: page, server }) => {
    const { dump, label } = await typeLabel(page, server);
    await page.unroute(BUNDLE);
    await isLive(page);
    await save(page).click();
    await expect(page.getByText('1 dump renamed')).toBeVisible();
    expect(await labelOf(server, dump.id)).toBe(label);
  });

  test('is not waited for without end', async ({ adminPage: page, server }) => {
    const { dump, label, path } = await labelled(server);
    await page.clock.install();
    await openWithoutCode(page, path);
    const other = uniqueLabel();
    await field(page).fill(other);
    await save(page).click();
    await expect(page.locator('main')).toHaveAttribute('aria-busy', 'true');
    await page.clock.fastForward(15_000);
    await expect(page.getByText('The page is still loading.')).toBeVisible();
    await expect(page.locator('main')).not.toHaveAttribute('aria-busy');
    expect(await labelOf(server, dump.id)).toBe(label);
    await save(page).click();
    await expect.poll(() => labelOf(server, dump.id)).toBe(other);
  });

  test('leaves what can be done without it', async ({ adminPage: page, server }) => {
    const { dump, label } = await typeLabel(page, server);
    await save(page).click();
    await expect.poll(() => labelOf(server, dump.id)).toBe(label);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
    await isLive(page);
  });

  test('is told where a part of a page was asked for', async ({ adminPage: page, server }) => {
    const dump = await send(server, testFile('part.dmp'));
    await page.route(BUNDLE, (route) => route.abort());
    await page.goto(`/dumps/${dump.id}`);
    await isLive(page);
    await page.getByRole('heading', { name: 'Bytes' }).click();
    await expect(page.getByRole('alert').getByText('The server did not answer.')).toBeVisible();
  });
});

test('lists and dumps wait for no bundle, and get what of it is asked for', async ({ adminPage: page, server }) => {
  const label = uniqueLabel();
  const dump = await send(server, testFile('early.dmp'), label);
  const release = await holdBack(page, BUNDLE);
  await page.goto(`/dumps?label=${label}`);
  await isLive(page);
  await page.getByRole('checkbox', { name: 'Select early.dmp' }).check();
  await page.getByRole('link', { name: 'early.dmp' }).click();
  await field(page).fill('from a page');
  await field(page).press('Enter');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  expect(await labelOf(server, dump.id)).toBe('from a page');
  await page.getByRole('heading', { name: 'Bytes' }).click();
  release();
  await expect(page.getByRole('region', { name: 'Bytes' })).toContainText('early.dmp');
});

test('what is typed on a list before any code is there is kept', async ({ adminPage: page }) => {
  const release = await holdBack(page, '**/crash-store.wasm');
  await page.goto('/dumps?q=a', { waitUntil: 'commit' });
  await search(page).fill('.dmp');
  release();
  await isLive(page);
  await expect(search(page)).toHaveValue('.dmp');
  await search(page).press('Enter');
  await expect(page).toHaveURL('/dumps?q=.dmp');
});
