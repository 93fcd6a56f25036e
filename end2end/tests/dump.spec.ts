import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beLoggedIn, expect, test } from './support/fixtures';
import { accessToken, history, isLive, JUST_UPLOADED, open, send, sha256, testFile, uniqueLabel } from './support/dumps';
import { holdBack } from './support/requests';
import { ADMIN } from './support/server';

test('the page of a dump tells everything about it', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('facts.dmp', 'x'.repeat(2048)), 'v1');
  await adminPage.goto(`/dumps/${dump.id}`);
  await expect(adminPage).toHaveTitle('facts.dmp · Crash Store');
  await expect(adminPage.getByRole('heading', { level: 1 })).toHaveText('facts.dmp');
  await expect(adminPage.getByLabel('Label', { exact: true })).toHaveValue('v1');
  for (const fact of ['2.00 KiB', '2,048 bytes', dump.sha256, dump.stored_name]) {
    await expect(adminPage.getByRole('definition').filter({ hasText: fact })).toBeVisible();
  }
  await expect(adminPage.getByRole('definition').getByText(JUST_UPLOADED)).toBeVisible();
});

test('a label is changed in its place', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('label.dmp'), 'old');
  await open(adminPage, `/dumps/${dump.id}`);
  const label = adminPage.getByLabel('Label', { exact: true });
  await label.fill('  new label  ');
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage.getByText('Saved')).toBeVisible();
  await expect(label).toHaveValue('new label');
  await adminPage.reload();
  await expect(label).toHaveValue('new label');
});

test('the history tells who did what, and grows with every change', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('told.dmp', 'x'.repeat(10)), 'old');
  await open(adminPage, `/dumps/${dump.id}`);
  const events = history(adminPage);
  await expect(events).toHaveText([/^Somebody without credentials uploaded the dump/]);
  await expect(events.locator('time').first()).toHaveText(JUST_UPLOADED);
  await expect(events.locator('time').first()).toHaveAttribute('title', /^\d{4}-.* UTC$/);
  const label = adminPage.getByLabel('Label', { exact: true });
  for (const [text, told] of [
    ['new', 'changed the label from “old” to “new”'],
    ['', 'removed the label “new”'],
    ['again', 'gave it the label “again”'],
  ]) {
    await label.fill(text);
    await adminPage.getByRole('button', { name: 'Save' }).click();
    await expect(events.first()).toContainText(`${ADMIN.email} ${told}`);
  }
  await adminPage.getByLabel('New file').setInputFiles(testFile('retold.dmp', 'x'.repeat(2048)));
  await adminPage.getByLabel('Delete the file that is there').check();
  await adminPage.getByRole('button', { name: 'Replace' }).click();
  await expect(events.first()).toContainText('replaced “told.dmp” (10 bytes) by “retold.dmp” (2.00 KiB)');
  await expect(events).toHaveCount(5);
});

test('of a long history the newest part is shown', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('long.dmp'));
  const token = await accessToken(server);
  for (let number = 1; number <= 101; number += 1) {
    const body = new URLSearchParams({ label: `label ${number}` });
    const headers = { Authorization: `Bearer ${token}` };
    await fetch(`${server.url}/api/dumps/${dump.id}/`, { method: 'PATCH', headers, body });
  }
  await adminPage.goto(`/dumps/${dump.id}`);
  await expect(history(adminPage)).toHaveCount(100);
  await expect(history(adminPage).first()).toContainText('to “label 101”');
  await expect(adminPage.getByText('And 2 earlier')).toBeVisible();
});

test('a download gives back every byte', async ({ adminPage, server }) => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
  const dump = await send(server, testFile('дамп "1".dmp', bytes));
  await open(adminPage, `/dumps/${dump.id}`);
  const started = adminPage.waitForEvent('download');
  await adminPage.getByRole('link', { name: 'Download' }).click();
  const download = await started;
  expect(sha256(readFileSync(await download.path()))).toBe(sha256(bytes));
  expect(download.suggestedFilename()).toContain('дамп');
});

test('a file is replaced; the rest of the dump stays', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('before.dmp'), 'kept');
  await open(adminPage, `/dumps/${dump.id}`);
  const file = testFile('after.dmp', 'other bytes');
  await adminPage.getByLabel('New file').setInputFiles(file);
  await adminPage.getByLabel('Delete the file that is there').check();
  await adminPage.getByRole('button', { name: 'Replace' }).click();
  await expect(adminPage.getByRole('status').filter({ hasText: 'File replaced' })).toBeVisible();
  await expect(adminPage.getByRole('heading', { level: 1 })).toHaveText('after.dmp');
  await expect(adminPage.getByText(sha256(file.buffer))).toBeVisible();
  await expect(adminPage.getByLabel('Label', { exact: true })).toHaveValue('kept');
});

test('a replacement goes on while the label is saved, and can be cancelled', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('steady.dmp'), 'old');
  await open(adminPage, `/dumps/${dump.id}`);
  await adminPage.route('**/file', () => {}, { times: 1 });
  await adminPage.getByLabel('New file').setInputFiles(testFile('never.dmp'));
  await adminPage.getByLabel('Delete the file that is there').check();
  await adminPage.getByRole('button', { name: 'Replace' }).click();
  await expect(adminPage.getByRole('progressbar')).toBeVisible();
  await adminPage.getByLabel('Label', { exact: true }).fill('new');
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(adminPage.getByText('Saved')).toBeVisible();
  await expect(adminPage.getByRole('progressbar')).toBeVisible();
  await expect(adminPage.getByRole('button', { name: 'Replace' })).toBeDisabled();
  await adminPage.getByRole('button', { name: 'Cancel' }).click();
  await expect(adminPage.getByRole('progressbar')).toHaveCount(0);
  await expect(adminPage.getByRole('button', { name: 'Replace' })).toBeEnabled();
});

test('a replacement arrives while the reader looks elsewhere', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('left.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  const release = await holdBack(adminPage, '**/file', { times: 1 });
  await adminPage.getByLabel('New file').setInputFiles(testFile('arrived.dmp'));
  await adminPage.getByLabel('Delete the file that is there').check();
  await adminPage.getByRole('button', { name: 'Replace' }).click();
  await expect(adminPage.getByRole('progressbar')).toBeVisible();
  await adminPage.getByRole('link', { name: 'Upload', exact: true }).click();
  await expect(adminPage.getByRole('heading', { level: 1 })).toHaveText('Upload');
  release();
  await expect(adminPage.getByRole('status').filter({ hasText: 'File replaced' })).toBeVisible();
});

test('a label that is too long is told at its field', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('long-label.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  const label = adminPage.getByLabel('Label', { exact: true });
  await label.fill('x'.repeat(256));
  await adminPage.getByRole('button', { name: 'Save' }).click();
  await expect(label).toHaveAttribute('aria-invalid', 'true');
  await expect(label).toHaveAccessibleDescription(/255/);
  await expect(label).toBeFocused();
});

test('a deletion that fails is told on the page', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('stays.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  await adminPage.route('**/ui/api/delete_dump', (route) => route.abort(), { times: 1 });
  await adminPage.getByRole('button', { name: 'Delete' }).click();
  const dialog = adminPage.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog).toBeHidden();
  await expect(adminPage.getByRole('alert')).toContainText('The server did not answer');
});

test('deleting asks first, and can be cancelled by keyboard', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('kept.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  const button = adminPage.getByRole('button', { name: 'Delete' });
  await button.focus();
  await adminPage.keyboard.press('Enter');
  const dialog = adminPage.getByRole('dialog', { name: 'Delete this dump?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await adminPage.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  await adminPage.reload();
  await expect(adminPage.getByRole('heading', { level: 1 })).toHaveText('kept.dmp');
});

test('a deleted dump is gone', async ({ adminPage, server }) => {
  const label = uniqueLabel();
  const dump = await send(server, testFile('gone.dmp'), label);
  await open(adminPage, `/dumps/${dump.id}`);
  await adminPage.getByRole('button', { name: 'Delete' }).click();
  await adminPage.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(adminPage).toHaveURL('/dumps');
  await expect(adminPage.getByRole('status').filter({ hasText: 'gone.dmp deleted' })).toBeVisible();
  await expect(adminPage.getByRole('heading', { name: 'Dumps', exact: true })).toBeVisible();
  await expect(adminPage.getByRole('status', { name: 'Loading' })).toHaveCount(0);
  await expect(adminPage.getByRole('link', { name: label })).toHaveCount(0);
  const answer = await adminPage.goto(`/dumps/${dump.id}`);
  expect(answer?.status()).toBe(404);
});

for (const id of ['999999', '0', '-1', 'abc', '1.5', '99999999999999999999']) {
  test(`/dumps/${id} is a page that does not exist`, async ({ adminPage }) => {
    const answer = await adminPage.goto(`/dumps/${id}`);
    expect(answer?.status()).toBe(404);
    await expect(adminPage.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
    await isLive(adminPage);
    await expect(adminPage.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  });
}

test('an address that leads nowhere is told so', async ({ page }) => {
  const answer = await page.goto('/no/such/page');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
});

test('a dump whose bytes are missing says so', async ({ page, startServer }) => {
  const server = await startServer();
  const admin = server.createAdmin();
  const dump = await send(server, testFile('damaged.dmp'));
  const [first, second] = dump.stored_name;
  await server.stop();
  rmSync(join(server.dumpsDir, first, second, dump.stored_name));
  await server.start();
  await page.goto(`${server.url}/dumps/${dump.id}`);
  await page.getByLabel('Email', { exact: true }).fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('missing from the server');
  await expect(history(page).first()).toContainText('A check found the file missing');
  await page.goto(`${server.url}/dumps`);
  await expect(page.getByRole('rowheader')).toContainText('Damaged');
});

test('a dump is archived, stays what it is, and is restored', async ({ page, startServer }) => {
  const server = await startServer({ archive: { dir: 'archive' } });
  await beLoggedIn(page, server.createAdmin(), server.url);
  const bytes = 'seldom looked at '.repeat(5_000);
  const dump = await send(server, testFile('old.dmp', bytes));
  await open(page, `${server.url}/dumps/${dump.id}`);
  await page.getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'old.dmp archived' })).toBeVisible();
  await expect(history(page).first()).toContainText('archived the dump');
  const storage = page.getByRole('definition').filter({ hasText: 'Archived' });
  await expect(storage).toContainText('compressed');
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  expect(readFileSync(await (await started).path(), 'utf8')).toBe(bytes);
  await page.goto(`${server.url}/dumps`);
  await expect(page.getByRole('rowheader')).toContainText('Archived');
  await open(page, `${server.url}/dumps/${dump.id}`);
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'old.dmp restored' })).toBeVisible();
  await expect(history(page).first()).toContainText('restored the dump from the archive');
  await expect(page.getByRole('button', { name: 'Archive' })).toBeEnabled();
  await expect(storage).toHaveCount(0);
});

test('a dump whose bytes have changed is not archived, and says so', async ({ page, startServer }) => {
  const server = await startServer({ archive: { dir: 'archive' } });
  await beLoggedIn(page, server.createAdmin(), server.url);
  const dump = await send(server, testFile('rotten.dmp', 'bytes'));
  const [first, second] = dump.stored_name;
  writeFileSync(join(server.dumpsDir, first, second, dump.stored_name), 'BYTES');
  await open(page, `${server.url}/dumps/${dump.id}`);
  await page.getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByRole('alert')).toContainText('has changed on the server');
  await expect(page.getByRole('button', { name: 'Archive' })).toBeEnabled();
});

test('without an archive nothing offers it', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('stays-hot.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  await expect(adminPage.getByRole('heading', { name: 'Replace the file' })).toBeVisible();
  await expect(adminPage.getByRole('button', { name: 'Archive' })).toHaveCount(0);
});

test('the bytes are shown a part at a time', async ({ adminPage, server }) => {
  const bytes = Buffer.alloc(1200, 'x');
  bytes.write('MDMP', 0);
  bytes.write('END!', 1196);
  const dump = await send(server, testFile('bytes.dmp', bytes));
  await open(adminPage, `/dumps/${dump.id}`);
  const ranges: (string | undefined)[] = [];
  adminPage.on('request', (request) => {
    if (request.url().endsWith('/download')) {
      ranges.push(request.headers()['range']);
    }
  });
  await adminPage.getByText('Bytes', { exact: true }).click();
  const region = adminPage.getByRole('region', { name: 'Bytes' });
  await expect(region).toContainText('00000000  4d 44 4d 50 78');
  await adminPage.getByRole('button', { name: 'Last' }).click();
  await expect(region).toContainText('END!');
  await expect(adminPage.getByText('Bytes 1,024 to 1,199 of 1,200')).toBeVisible();
  await expect(adminPage.getByRole('button', { name: 'Next' })).toBeDisabled();
  expect(ranges).toEqual(['bytes=0-511', 'bytes=1024-1199']);
});

test('a command that downloads it is there to copy', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('curl.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  await expect(adminPage.getByText(`curl -OJ -H "Authorization: Bearer $TOKEN" ${server.url}/api/dumps/${dump.id}/download/`)).toBeVisible();
  await expect(adminPage.getByRole('button', { name: 'Copy command' })).toBeVisible();
});

test('bytes of a file that was replaced meanwhile are not taken for those of before', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('before.dmp', 'b'.repeat(5000)));
  await open(adminPage, `/dumps/${dump.id}`);
  await adminPage.getByRole('heading', { name: 'Bytes' }).click();
  const bytes = adminPage.getByRole('region', { name: 'Bytes' });
  await expect(bytes).toContainText('bbbb');
  const other = await adminPage.context().newPage();
  await open(other, `/dumps/${dump.id}`);
  await other.getByLabel('New file').setInputFiles(testFile('after.dmp', 'a'.repeat(9000)));
  await other.getByLabel('Delete the file that is there').check();
  await other.getByRole('button', { name: 'Replace' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('after.dmp');
  await adminPage.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(adminPage.getByText('The file has been replaced meanwhile.')).toBeVisible();
});

test('what is typed and what is looked at stay when the dump is loaded again', async ({ page, startServer }) => {
  const server = await startServer({ archive: { dir: 'archive' } });
  await beLoggedIn(page, server.createAdmin(), server.url);
  const dump = await send(server, testFile('kept.dmp', 'k'.repeat(5000)));
  await open(page, `${server.url}/dumps/${dump.id}`);
  await page.getByLabel('Label', { exact: true }).fill('not saved yet');
  await page.getByRole('heading', { name: 'Bytes' }).click();
  await page.getByRole('button', { name: 'Last', exact: true }).click();
  await expect(page.getByText('Bytes 4,608 to 4,999 of 5,000')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Last', exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(page.getByText('kept.dmp archived')).toBeVisible();
  await expect(page.getByLabel('Label', { exact: true })).toHaveValue('not saved yet');
  await expect(page.getByRole('region', { name: 'Bytes' })).toContainText('kkkk');
  await expect(page.getByText('Bytes 4,608 to 4,999 of 5,000')).toBeVisible();
});

test('a name of spaces is told as none', async ({ page, startServer }) => {
  const server = await startServer();
  await beLoggedIn(page, server.createAdmin(), server.url);
  await send(server, testFile('   ', 'x'));
  await open(page, `${server.url}/dumps`);
  await page.getByRole('link', { name: '(no name)' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('(no name)');
});

test('the focus goes to the list when a dump is deleted', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('focus.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  await adminPage.getByRole('button', { name: 'Delete' }).click();
  await adminPage.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(adminPage).toHaveURL('/dumps');
  await expect(adminPage.getByRole('main')).toBeFocused();
});

test('what is typed while a label is being saved stays, and so does the focus', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('further.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  const label = adminPage.getByLabel('Label', { exact: true });
  const release = await holdBack(adminPage, '**/update_label', { times: 1 });
  await label.fill('a');
  await label.press('Enter');
  await label.press('b');
  await expect(adminPage.getByText('Saving…')).toBeHidden();
  release();
  await expect(adminPage.getByRole('link', { name: 'a', exact: true })).toBeVisible();
  await expect(label).toHaveValue('ab');
  await expect(label).toBeFocused();
  // The rest is not.
  await expect(adminPage.getByText('Saved')).toBeHidden();
  await label.press('Enter');
  await expect(adminPage.getByText('Saved')).toBeVisible();
  await expect(adminPage.getByRole('link', { name: 'ab', exact: true })).toBeVisible();
});

test('a question stays while the dump is loaded again', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('asked.dmp'));
  await open(adminPage, `/dumps/${dump.id}`);
  const release = await holdBack(adminPage, '**/update_label', { times: 1 });
  await adminPage.getByLabel('Label', { exact: true }).fill('meanwhile');
  await adminPage.getByLabel('Label', { exact: true }).press('Enter');
  await adminPage.getByRole('button', { name: 'Delete' }).click();
  release();
  await expect(adminPage.getByText('Saved')).toBeVisible();
  const dialog = adminPage.getByRole('dialog', { name: 'Delete this dump?' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect(adminPage.getByRole('link', { name: 'meanwhile', exact: true })).toBeVisible();
});

test('what became of a plain form is gone with the next try', async ({ adminPage, server }) => {
  const dump = await send(server, testFile('retried.dmp'));
  await open(adminPage, `/dumps/${dump.id}?error=empty_file`);
  await expect(adminPage.getByRole('alert').getByText('The file is empty.')).toBeVisible();
  await adminPage.getByLabel('New file').setInputFiles(testFile('full.dmp'));
  await adminPage.getByLabel('Delete the file that is there').check();
  await adminPage.getByRole('button', { name: 'Replace' }).click();
  await expect(adminPage.getByRole('heading', { level: 1 })).toHaveText('full.dmp');
  await expect(adminPage.getByText('The file is empty.')).toBeHidden();
});
