import { expect, test } from './support/fixtures';
import { open, send, testFile } from './support/dumps';

test('pages ask nothing of other hosts', async ({ adminPage, context, server }) => {
  const foreign: string[] = [];
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== server.url) {
      foreign.push(request.url());
    }
  });
  const dump = await send(server, testFile('local.dmp'));
  for (const path of ['/login', '/', '/dumps', `/dumps/${dump.id}`, '/upload', '/clients', '/clients/new', '/no/such/page']) {
    await open(adminPage, path);
  }
  expect(foreign).toEqual([]);
});

test('code and styles are small, compressed, and kept for ever', async ({ adminPage }) => {
  const sizes = { code: 0, styles: 0 };
  const network = await adminPage.context().newCDPSession(adminPage);
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
  await open(adminPage, '/dumps');
  expect(sizes.code).toBeGreaterThan(0);
  // The goal is 230 KiB; this keeps what is reached from growing until then.
  expect(sizes.code).toBeLessThanOrEqual(259 * 1024);
  expect(sizes.styles).toBeGreaterThan(0);
  expect(sizes.styles).toBeLessThanOrEqual(15 * 1024);
});
