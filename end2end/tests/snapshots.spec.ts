import type { Page } from '@playwright/test';
import { CRASH, crashPanel } from './support/crashes';
import { beLoggedIn, expect, test } from './support/fixtures';
import { open, send, testFile } from './support/dumps';
import { setTypeface } from './support/typeface';

// What stays the same from run to run: no dump, no time, no port.
const VIEWS = [
  { name: 'sign-in', path: '/login' },
  { name: 'overview', path: '/' },
  { name: 'dumps', path: '/dumps' },
  { name: 'crashes', path: '/crashes' },
  { name: 'new-user', path: '/users/new' },
  { name: 'not-found', path: '/no/such/page' },
];

// The typeface is put into the page.
test.use({ bypassCSP: true, viewport: { width: 1280, height: 720 } });

async function look(page: Page, { name, path }: (typeof VIEWS)[number], origin: string): Promise<void> {
  await open(page, origin + path);
  await setTypeface(page);
  // A command names the port, which is another one every time.
  const mask = [page.getByRole('region', { name: 'command' })];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect.soft(page).toHaveScreenshot(`${name}-${colorScheme}.png`, { mask });
  }
}

test('an empty store looks as it did', async ({ page, startServer }) => {
  const server = await startServer();
  const admin = server.createAdmin();
  const [signIn, ...others] = VIEWS;
  await look(page, signIn, server.url);
  await beLoggedIn(page, admin, server.url);
  for (const view of others) {
    await look(page, view, server.url);
  }
  await page.setViewportSize({ width: 390, height: 720 });
  await look(page, { name: 'narrow', path: '/dumps' }, server.url);
});

test('a crash looks as it did', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('crashy.dmp', CRASH));
  await open(page, `/dumps/${dump.id}`);
  const panel = crashPanel(page);
  await expect(panel).toContainText('probably a pointer was null');
  await setTypeface(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect.soft(panel).toHaveScreenshot(`crash-${colorScheme}.png`);
  }
});
