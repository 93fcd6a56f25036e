import AxeBuilder from '@axe-core/playwright';
import { beLoggedIn, expect, test } from './support/fixtures';
import { isLive, open } from './support/dumps';
import { crash, openGroup, signatureOf, uniquePlace } from './support/crashes';
import { ADMIN } from './support/server';
import type { Page } from '@playwright/test';

const panel = (page: Page, title: string) =>
  page.locator('section.panel', { has: page.getByRole('heading', { name: title, exact: true }) });

test('the page of a group tells how often, where and since when', async ({ adminPage: page, server }) => {
  const [place, product] = [uniquePlace(), `Paint ${crypto.randomUUID()}`];
  await crash(
    server,
    place,
    { prod: product, ver: '1.0', plat: 'Linux' },
    { prod: product, ver: '1.0', plat: 'Linux' },
    { prod: product, ver: '1.1', plat: 'Windows' },
    { prod: product },
  );
  await openGroup(page, place);
  await isLive(page);
  await expect(panel(page, 'Crashes').getByRole('definition').first()).toHaveText('4');
  await expect(page.getByRole('group', { name: 'Crashes by day' }).getByRole('img')).toHaveAccessibleName(/4 crashes$/);
  const stack = page.getByRole('region', { name: 'Crashing thread' });
  await expect(stack.getByRole('row').nth(1)).toContainText(`crashy + 0x${place.toString(16)}`);

  const versions = page.getByRole('table', { name: 'Crashes by version' });
  await expect(versions.getByRole('rowheader')).toHaveText(['1.0', 'not told', '1.1']);
  await expect(versions.getByRole('row').nth(1).getByRole('cell')).toHaveText(['2', '50 %']);
  // Where no platform is told, the dump's is.
  await expect(page.getByRole('table', { name: 'Crashes by platform' }).getByRole('rowheader')).toHaveText(['Linux', 'Windows']);
  await expect(page.getByRole('table', { name: 'Crashes by product' }).getByRole('rowheader')).toHaveText([product]);
  await expect(page.getByRole('table', { name: 'Crashes by module' }).getByRole('rowheader')).toHaveText(['crashy']);
  await expect(page.getByRole('table', { name: 'Crashes by label' }).getByRole('rowheader')).toHaveText([product]);

  const dumps = page.getByRole('table', { name: 'Dumps' }).getByRole('rowheader');
  await expect(dumps).toHaveCount(4);
  await versions.getByRole('link', { name: '1.0' }).click();
  await expect(page).toHaveURL(/\/dumps\?signature=\d+&version=1.0$/);
  await expect(dumps).toHaveCount(2);
});

test('a resolved crash that comes back is open again, and marked', async ({ adminPage: page, server }) => {
  const place = uniquePlace();
  const state = panel(page, 'State').locator('.standing');
  await crash(server, place, { ver: '2.0' });
  await openGroup(page, place);
  await isLive(page);
  await page.getByLabel('In version').fill('2.1');
  await page.getByRole('button', { name: 'Resolve' }).click();
  await expect(state).toContainText('Resolved in 2.1');
  await expect(state).toContainText(`by ${ADMIN.email}`);
  await expect(page.getByLabel('In version')).toHaveCount(0);

  // An older version says nothing new.
  await crash(server, place, { ver: '2.0' });
  await page.reload();
  await expect(state).toContainText('Resolved in 2.1');
  await page.goto(`/crashes?q=${signatureOf(place)}`);
  await expect(page.getByRole('heading', { name: 'No crash matches' })).toBeVisible();

  await crash(server, place, { ver: '2.2' });
  await open(page, `/crashes?q=${signatureOf(place)}`);
  await expect(page.getByRole('cell', { name: 'Came back in 2.2' })).toBeVisible();
  await openGroup(page, place);
  await expect(state).toContainText('Came back in 2.2');
  await expect(state).toContainText('by a new crash');
  await expect(page.getByRole('button', { name: 'Resolve' })).toBeVisible();
});

test('a crash is ignored, and opened again', async ({ adminPage: page, server }) => {
  const place = uniquePlace();
  await crash(server, place, { ver: '2.0' });
  await openGroup(page, place);
  await isLive(page);
  await page.getByRole('button', { name: 'Ignore' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'State saved' })).toBeVisible();
  await expect(page.locator('.standing')).toContainText('Ignored');
  await open(page, `/crashes?q=${signatureOf(place)}`);
  await page.getByRole('combobox', { name: 'State' }).selectOption('Ignored');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('rowheader').getByRole('link', { name: signatureOf(place) }).click();
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect(page.locator('.standing .tag')).toHaveText('Open');
});

test('a version that crashes is suggested, and one that is too long is refused', async ({ adminPage: page, server }) => {
  const place = uniquePlace();
  await crash(server, place, { ver: '7.5' });
  await openGroup(page, place);
  await isLive(page);
  await expect(page.locator('datalist option[value="7.5"]')).toHaveCount(1);
  await page.getByLabel('In version').fill('1'.repeat(256));
  await page.getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByLabel('In version')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('In version')).toHaveAccessibleDescription(/no more than 255 characters/);
  await expect(page.locator('.standing .tag')).toHaveText('Open');
});

test('a note is kept, and one that is too long is refused with what was typed', async ({ adminPage: page, server }) => {
  const place = uniquePlace();
  await crash(server, place, {});
  await openGroup(page, place);
  await isLive(page);
  const note = page.getByLabel('Note', { exact: true });
  await note.fill('x'.repeat(10_001));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(note).toHaveAccessibleDescription(/no more than 10000 characters/);
  await note.fill('Looks like #12 <b>again</b>');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Note saved' })).toBeVisible();
  await page.reload();
  await expect(note).toHaveValue('Looks like #12 <b>again</b>');
});

test('a note does not undo what somebody else has written meanwhile', async ({ adminPage: page, server }) => {
  const place = uniquePlace();
  await crash(server, place, {});
  await openGroup(page, place);
  await isLive(page);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await isLive(other);
  const write = async (window: Page, text: string): Promise<void> => {
    await window.getByLabel('Note', { exact: true }).fill(text);
    await window.getByRole('button', { name: 'Save' }).click();
  };
  const saved = other.getByRole('status').filter({ hasText: 'Note saved' });
  await write(other, 'theirs\nof two lines');
  await expect(saved).toBeVisible();
  await expect(saved).toBeHidden();
  await write(other, 'theirs\nonce more');
  await expect(saved).toBeVisible();
  await write(page, 'mine');
  await expect(page.getByText('Somebody has changed the note')).toBeVisible();
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue('mine');
  await other.reload();
  await expect(other.getByLabel('Note', { exact: true })).toHaveValue('theirs\nonce more');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`the pages of crashes are accessible, ${colorScheme}, ${width} wide`, async ({ page, startServer }) => {
      const server = await startServer();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await beLoggedIn(page, server.createAdmin(), server.url);
      const expectSound = async (): Promise<void> => {
        await page.evaluate(() => window.scrollTo(0, 0));
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      };
      await open(page, `${server.url}/crashes`);
      await expectSound();
      const place = uniquePlace();
      const long = `a-version-without-an-end-${'1.2.3-'.repeat(30)}`;
      await crash(server, place, { prod: 'Paint', ver: long, plat: 'Linux' }, { prod: 'Paint', ver: '1.0', plat: 'Windows' });
      for (const path of ['/crashes', '/crashes?q=nothing-has-this-name', '/', '/crashes/rules', '/dumps?signature=1']) {
        await open(page, `${server.url}${path}`);
        await expectSound();
      }
      await openGroup(page, place, server.url);
      await isLive(page);
      await expectSound();
      await page.getByLabel('In version').fill(long);
      await page.getByRole('button', { name: 'Resolve' }).click();
      await expect(page.locator('.standing')).toContainText('Resolved in');
      await expectSound();
      await open(page, `${server.url}/crashes?state=any`);
      await expectSound();
    });
  }
}
