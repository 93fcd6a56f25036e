import type { Page } from '@playwright/test';
import { beLoggedIn, expect, test } from './support/fixtures';
import { open, send, sha256, testFile, type TestFile, uniqueLabel } from './support/dumps';
import { holdBack } from './support/requests';

/** The row of a file in the queue. */
function row(page: Page, name: string) {
  return page.getByRole('region', { name: 'Files' }).getByRole('listitem').filter({ hasText: name });
}

/** Drops files on the page as a file manager does. */
async function drop(page: Page, files: TestFile[]): Promise<void> {
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) {
      transfer.items.add(new File([text], name));
    }
    return transfer;
  }, files.map(({ name, buffer }) => ({ name, text: buffer.toString() })));
  const zone = page.locator('.drop-zone');
  await zone.dispatchEvent('dragover', { dataTransfer: transfer });
  await zone.dispatchEvent('drop', { dataTransfer: transfer });
}

test('chosen files are uploaded under a label and lead to their dumps', async ({ adminPage }) => {
  const label = uniqueLabel();
  const files = [testFile('first.dmp'), testFile('second.dmp'), testFile('third.dmp'), testFile('fourth.dmp')];
  await open(adminPage, '/upload');
  await adminPage.getByLabel('Label', { exact: true }).fill(label);
  await adminPage.getByLabel('Choose files').setInputFiles(files);
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  await expect(adminPage.getByText('4 of 4 uploaded')).toBeVisible();
  await row(adminPage, 'second.dmp').getByRole('link').click();
  await expect(adminPage.getByRole('heading', { level: 1 })).toHaveText('second.dmp');
  await expect(adminPage.getByText(sha256(files[1].buffer))).toBeVisible();
  await expect(adminPage.getByLabel('Label', { exact: true })).toHaveValue(label);
});

test('dropped files are uploaded', async ({ adminPage }) => {
  await open(adminPage, '/upload');
  await drop(adminPage, [testFile('dropped-1.dmp'), testFile('dropped-2.dmp')]);
  await expect(adminPage.getByText('2 ready')).toBeVisible();
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  await expect(row(adminPage, 'dropped-1.dmp').getByText('Uploaded as')).toBeVisible();
  await expect(row(adminPage, 'dropped-2.dmp').getByText('Uploaded as')).toBeVisible();
});

test('a slow upload shows its progress, can be cancelled and retried', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await open(adminPage, '/upload');
  // 64 KiB/s: an upload that takes long enough to be watched.
  const network = await adminPage.context().newCDPSession(adminPage);
  const throttle = (uploadThroughput: number) =>
    network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await throttle(64 * 1024);
  await adminPage.getByLabel('Label', { exact: true }).fill(label);
  await adminPage.getByLabel('Choose files').setInputFiles(testFile('slow.dmp', Buffer.alloc(3_000_000, 7)));
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  const slow = row(adminPage, 'slow.dmp');
  await expect(slow.getByRole('progressbar')).toBeVisible();
  await expect(slow.getByText(/^[1-9]\d?%$/)).toBeVisible();
  await expect(slow.getByText(/\/s$/)).toBeVisible();

  await slow.getByRole('button', { name: 'Cancel' }).click();
  await expect(slow.getByText('Cancelled')).toBeVisible();
  const listed = async () =>
    (await adminPage.request.get(`${server.url}/dumps?label=${label}`)).text();
  expect(await listed()).not.toContain('slow.dmp');

  await throttle(-1);
  await slow.getByRole('button', { name: 'Retry' }).click();
  await expect(slow.getByText('Uploaded as')).toBeVisible();
  expect(await listed()).toContain('slow.dmp');
});

test('leaving while a file is on its way asks first', async ({ adminPage }) => {
  await open(adminPage, '/upload');
  const release = await holdBack(adminPage, '**/upload', { times: 1, end: (route) => route.abort() });
  await adminPage.getByLabel('Choose files').setInputFiles(testFile('held.dmp'));
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  await expect(row(adminPage, 'held.dmp').getByRole('progressbar')).toBeVisible();

  const question = adminPage.waitForEvent('dialog');
  await adminPage.close({ runBeforeUnload: true });
  const dialog = await question;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await expect(row(adminPage, 'held.dmp').getByRole('progressbar')).toBeVisible();
  release();
  await expect(row(adminPage, 'held.dmp').getByText('Uploaded as')).toBeVisible();
});

test('uploads go on while the reader looks elsewhere', async ({ adminPage }) => {
  await open(adminPage, '/upload');
  const release = await holdBack(adminPage, '**/upload', { times: 1 });
  await adminPage.getByLabel('Choose files').setInputFiles(testFile('elsewhere.dmp'));
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  const navigation = adminPage.getByRole('navigation', { name: 'Main' });
  await navigation.getByRole('link', { name: 'Dumps' }).click();
  await expect(adminPage.getByRole('heading', { name: 'Dumps', exact: true })).toBeVisible();
  release();
  await navigation.getByRole('link', { name: 'Upload' }).click();
  await expect(row(adminPage, 'elsewhere.dmp').getByText('Uploaded as')).toBeVisible();
});

test('uploading nothing says so', async ({ adminPage }) => {
  await open(adminPage, '/upload');
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  const alert = adminPage.getByRole('alert').filter({ hasText: 'No file was chosen' });
  await expect(alert).toBeVisible();
  await adminPage.getByLabel('Choose files').setInputFiles(testFile('chosen.dmp'));
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  await expect(row(adminPage, 'chosen.dmp').getByText('Uploaded as')).toBeVisible();
  await expect(alert).toHaveCount(0);
});

test('an empty file is refused before it is sent', async ({ adminPage }) => {
  await open(adminPage, '/upload');
  await adminPage.getByLabel('Choose files').setInputFiles(testFile('empty.dmp', ''));
  await expect(row(adminPage, 'empty.dmp').getByRole('alert')).toContainText('The file is empty');
});

test('a file over the limit is refused before it is sent', async ({ page, startServer }) => {
  const server = await startServer({ limits: { max_upload_bytes: 1000 } });
  await beLoggedIn(page, server.createAdmin(), server.url);
  await open(page, `${server.url}/upload`);
  await page.getByLabel('Choose files').setInputFiles([testFile('big.dmp', 'x'.repeat(1001)), testFile('small.dmp', 'x')]);
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(row(page, 'big.dmp').getByRole('alert')).toContainText('larger than this server takes');
  await expect(row(page, 'small.dmp').getByText('Uploaded as')).toBeVisible();
});

test('a limit beyond what browsers can count is none for them', async ({ page, startServer }) => {
  const server = await startServer({ limits: { max_upload_bytes: '18446744073709551615' } });
  await beLoggedIn(page, server.createAdmin(), server.url);
  await open(page, `${server.url}/upload`);
  await expect(page.getByText('Up to 7.99 PiB each')).toBeVisible();
  await page.getByLabel('Choose files').setInputFiles(testFile('small.dmp'));
  await expect(page.getByText('1 ready')).toBeVisible();
});

test('a file that outgrows a limit set meanwhile is refused by the server', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  await open(page, `${server.url}/upload`);
  await server.restart({ limits: { max_upload_bytes: 1000 } });
  await page.getByLabel('Choose files').setInputFiles(testFile('big.dmp', 'x'.repeat(200_000)));
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(row(page, 'big.dmp').getByRole('alert')).toContainText('larger than this server takes');
});

test('a server that is away is told, and the upload goes on once it is back', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  await open(page, `${server.url}/upload`);
  await server.stop();
  await page.getByLabel('Choose files').setInputFiles(testFile('away.dmp'));
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(row(page, 'away.dmp').getByText('Waiting for the connection')).toBeVisible();
  await server.start();
  await expect(row(page, 'away.dmp').getByText('Uploaded as')).toBeVisible();
});

test('a file whose answer was lost is stored once', async ({ adminPage }) => {
  const name = `lost-${crypto.randomUUID()}.dmp`;
  await open(adminPage, '/upload');
  let isLost = false;
  await adminPage.route('/upload', async (route) => {
    if (isLost || route.request().method() !== 'POST') {
      return route.continue();
    }
    isLost = true;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await adminPage.getByLabel('Choose files').setInputFiles([testFile(name)]);
  await adminPage.getByRole('button', { name: 'Upload', exact: true }).click();
  await expect(adminPage.getByText('1 of 1 uploaded')).toBeVisible();
  expect(isLost).toBe(true);
  await adminPage.goto(`/dumps?q=${name}`);
  await expect(adminPage.getByRole('rowheader')).toHaveText([name]);
});

test('labels in use are suggested', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  await send(server, testFile('labelled.dmp'), label);
  await open(adminPage, '/upload');
  await adminPage.getByLabel('Label', { exact: true }).focus();
  await expect(adminPage.locator(`datalist option[value="${label}"]`)).toHaveCount(1);
});

test('a file has a label of its own, the others that of all', async ({ adminPage, server }) => {
  const [own, common] = [uniqueLabel(), uniqueLabel()];
  await open(adminPage, '/upload');
  await adminPage.getByLabel('Choose files').setInputFiles([testFile('own.dmp', own), testFile('common.dmp', common)]);
  await adminPage.getByLabel('Label of own.dmp').fill(own);
  await adminPage.getByLabel('Label', { exact: true }).fill(common);
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  await expect(adminPage.getByText('2 of 2 uploaded')).toBeVisible();
  const listed = async (label: string) =>
    (await adminPage.request.get(`${server.url}/dumps?label=${label}`)).text();
  expect(await listed(own)).toContain('own.dmp');
  expect(await listed(common)).toContain('common.dmp');
});

test('bytes that are there already are sent only when that is wanted', async ({ adminPage, server }) => {
  const bytes = `twice ${uniqueLabel()}`;
  const dump = await send(server, testFile('before.dmp', bytes));
  await open(adminPage, '/upload');
  await adminPage.getByLabel('Choose files').setInputFiles([testFile('again.dmp', bytes), testFile('skipped.dmp', bytes)]);
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  const again = row(adminPage, 'again.dmp');
  await expect(again.getByRole('link')).toHaveAttribute('href', `/dumps/${dump.id}`);
  await row(adminPage, 'skipped.dmp').getByRole('button', { name: 'Skip' }).click();
  await expect(row(adminPage, 'skipped.dmp')).toHaveCount(0);
  await again.getByRole('button', { name: 'Upload anyway' }).click();
  await expect(again.getByText('Uploaded as')).toBeVisible();
});

test('equal files of one queue are stored once', async ({ adminPage }) => {
  const bytes = uniqueLabel();
  await open(adminPage, '/upload');
  const label = uniqueLabel();
  await adminPage.getByLabel('Label', { exact: true }).fill(label);
  await adminPage.getByLabel('Choose files').setInputFiles([testFile('one.dmp', bytes), testFile('like-it.dmp', bytes)]);
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  const twin = row(adminPage, 'like-it.dmp');
  await expect(twin.getByText(/This is dump \d+ already: one\.dmp/)).toBeVisible();
  await twin.getByRole('button', { name: 'Skip' }).click();
  await expect(adminPage.getByText('1 of 1 uploaded')).toBeVisible();
  await open(adminPage, `/dumps?label=${label}`);
  await expect(adminPage.getByRole('rowheader')).toHaveCount(1);
});

test('a paused queue and a paused file go on when they are resumed', async ({ adminPage }) => {
  await open(adminPage, '/upload');
  await adminPage.route('**/upload', () => {}, { times: 2 });
  await adminPage.getByLabel('Choose files').setInputFiles(testFile('paused.dmp', uniqueLabel()));
  await adminPage.getByRole('button', { name: 'Upload' }).click();
  const paused = row(adminPage, 'paused.dmp');
  await expect(paused.getByRole('progressbar')).toBeVisible();
  await paused.getByRole('button', { name: 'Pause' }).click();
  await expect(paused.getByText('It starts from its beginning')).toBeVisible();
  await paused.getByRole('button', { name: 'Resume' }).click();
  await expect(paused.getByRole('progressbar')).toBeVisible();
  await adminPage.getByRole('button', { name: 'Pause all' }).click();
  await expect(paused.getByText('Waiting for its turn')).toBeVisible();
  await adminPage.getByRole('button', { name: 'Resume all' }).click();
  await expect(paused.getByText('Uploaded as')).toBeVisible();
});

test('files dropped on another page wait on the upload page', async ({ adminPage }) => {
  await open(adminPage, '/dumps');
  const dataTransfer = await adminPage.evaluateHandle(() => {
    const dragged = new DataTransfer();
    dragged.items.add(new File(['dropped on the list'], 'anywhere.dmp'));
    return dragged;
  });
  const heading = adminPage.getByRole('heading', { level: 1 });
  await heading.dispatchEvent('dragover', { dataTransfer });
  await expect(adminPage.getByText('Drop to upload')).toBeVisible();
  await heading.dispatchEvent('drop', { dataTransfer });
  await expect(adminPage.getByText('Drop to upload')).toHaveCount(0);
  await expect(row(adminPage, 'anywhere.dmp').getByText('Ready to upload')).toBeVisible();
});
