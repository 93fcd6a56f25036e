import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './support/fixtures';
import { CRASH, crashPanel } from './support/crashes';
import { open, send, testFile } from './support/dumps';

test('a crash is told within seconds, in words and with its stack', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('crashy.dmp', CRASH));
  await open(page, `/dumps/${dump.id}`);
  const panel = crashPanel(page);
  await expect(panel).toContainText('The program used memory that it does not have');
  await expect(panel).toContainText('probably a pointer was null');
  await expect(panel).toContainText('SIGSEGV / SEGV_MAPERR');
  const stack = panel.getByRole('region', { name: 'Crashing thread' });
  await expect(stack.getByRole('row').nth(1)).toContainText('crashy');
  await expect(stack.getByRole('row').nth(1)).toContainText('exactly');
  await panel.getByText('Registers', { exact: true }).click();
  await expect(panel.getByText('rip')).toBeVisible();
  await panel.getByText(/^Modules/).click();
  await expect(panel.getByRole('region', { name: 'Modules' })).toContainText('libc.so.6');

  const report = await page.request.get(`/dumps/${dump.id}/report.json`);
  expect(((await report.json()) as { status: string }).status).toBe('OK');
  await panel.getByRole('button', { name: 'Process again' }).click();
  await expect(panel).toContainText('probably a pointer was null');
});

test('what is typed stays while a dump is being read', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('crashy.dmp', CRASH));
  await open(page, `/dumps/${dump.id}`);
  await page.getByLabel('Label').fill('typed meanwhile');
  await expect(page.getByText('probably a pointer was null')).toBeVisible();
  await expect(page.getByLabel('Label')).toHaveValue('typed meanwhile');
});

test('a file that is no minidump is said to be none', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('app.log', 'a line of a log\nand another\n'));
  await open(page, `/dumps/${dump.id}`);
  await expect(page.getByText('This is text, perhaps a log, not a dump. It is kept as it came.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Process again' })).toHaveCount(0);
});

test('a broken minidump is kept, and the page says what is wrong', async ({ adminPage: page, server }) => {
  const dump = await send(server, testFile('cut.dmp', CRASH.subarray(0, 64)));
  await open(page, `/dumps/${dump.id}`);
  await expect(page.getByText('The dump is kept, but cannot be read')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a report is read', async ({ adminPage: page, server }) => {
    const dump = await send(server, testFile('crashy.dmp', CRASH));
    await expect(async () => {
      await page.goto(`/dumps/${dump.id}`);
      await expect(page.getByText('probably a pointer was null')).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await page.getByText(/^Modules/).click();
    await expect(page.getByRole('region', { name: 'Modules' })).toContainText('libc.so.6');
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`a report is accessible, ${colorScheme}, ${width} wide`, async ({ adminPage: page, server }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const dump = await send(server, testFile('crashy.dmp', CRASH));
      await open(page, `/dumps/${dump.id}`);
      await expect(page.getByText('probably a pointer was null')).toBeVisible();
      for (const summary of await page.locator('.crash summary').all()) {
        await summary.click();
      }
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });
  }
}
