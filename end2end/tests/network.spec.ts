import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures';
import { isLive, open, send, testFile } from './support/dumps';

test('pages ask nothing of other hosts', async ({ adminPage, context, server }) => {
  const foreign: string[] = [];
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== server.url) {
      foreign.push(request.url());
    }
  });
  const dump = await send(server, testFile('local.dmp'));
  for (const path of ['/login', '/', '/dumps', `/dumps/${dump.id}`, '/crashes', '/crashes/rules', '/upload', '/connect', '/connect/rules', '/clients', '/clients/new', '/no/such/page']) {
    await open(adminPage, path);
  }
  expect(foreign).toEqual([]);
});

/** Bytes of code and styles that a page brings over the network, when nothing is cached. */
async function weigh(page: Page, path: string): Promise<{ code: number; styles: number }> {
  const sizes = { code: 0, styles: 0 };
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.setCacheDisabled', { cacheDisabled: true });
  const kinds = new Map<string, keyof typeof sizes>();
  network.on('Network.responseReceived', ({ requestId, response }) => {
    const extension = /\/assets\/.*\.(js|wasm|css)$/.exec(response.url)?.[1];
    if (extension !== undefined) {
      kinds.set(requestId, extension === 'css' ? 'styles' : 'code');
      expect(response.headers['content-encoding']).toBe('br');
      expect(response.headers['cache-control']).toContain('immutable');
    }
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    if (kind !== undefined) {
      sizes[kind] += encodedDataLength;
    }
  });
  await open(page, path);
  await network.detach();
  return sizes;
}

test('code and styles are small, compressed, and kept for ever', async ({ adminPage }) => {
  for (const path of ['/', '/dumps']) {
    const { code, styles } = await weigh(adminPage, path);
    expect(code).toBeGreaterThan(0);
    expect(code).toBeLessThanOrEqual(230_000);
    expect(styles).toBeGreaterThan(0);
    expect(styles).toBeLessThanOrEqual(15_000);
  }
});

test('a page that is drawn brings no code, and one in a bundle no more than its own', async ({ adminPage, server }) => {
  const start = await weigh(adminPage, '/');
  const dump = await send(server, testFile('weighed.dmp'));
  for (const path of ['/dumps', `/dumps/${dump.id}`]) {
    const { code } = await weigh(adminPage, path);
    expect(code).toBeLessThanOrEqual(start.code + 1_000);
  }
  for (const path of ['/crashes', '/crashes/rules', '/upload', '/connect', '/clients', '/account', '/labels', '/system', '/symbols', '/symbols/missing']) {
    const { code } = await weigh(adminPage, path);
    expect(code).toBeGreaterThan(start.code);
    expect(code).toBeLessThanOrEqual(start.code + 140_000);
  }
});

test('a bundle comes after what all pages share, and once', async ({ adminPage: page }) => {
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  let isShared = false;
  page.on('requestfinished', (request) => {
    isShared ||= request.url().endsWith('/crash-store.wasm');
  });
  const early: string[] = [];
  page.on('request', (request) => {
    if (!isShared && request.url().includes('/split_')) {
      early.push(request.url());
    }
  });
  await page.goto('/crashes');
  await isLive(page);
  const code = requested.filter((path) => /\.(wasm|js)$/.test(path));
  expect(code.some((path) => path.endsWith('split_reports.wasm'))).toBe(true);
  // What every page needs is not to wait for it.
  expect(early).toEqual([]);
  expect(code).toEqual([...new Set(code)]);
  // Each costs a round trip, on a connection that others wait for.
  expect(code.length).toBeLessThanOrEqual(8);
});
