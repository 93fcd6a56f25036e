import { test as base, expect, type Page } from '@playwright/test';
import { type Account, ADMIN, CrashStore, type Settings } from './server';

interface WorkerFixtures {
  /** A running server with the administrator ADMIN; shared by the tests of a worker. */
  server: CrashStore;
}

interface TestFixtures {
  /** An error of the browser that a test brings about; `null` for none. */
  allowedFault: RegExp | null;
  /** Starts one more server, without users, for tests that need other settings or an empty store. */
  startServer: (settings?: Settings) => Promise<CrashStore>;
  /** The test's page, logged in as ADMIN. */
  adminPage: Page;
  /** Attaches the server's log to a test that failed. */
  serverLog: void;
  /** Fails a test during which a page threw, panicked or broke its content security policy. */
  soundPages: void;
}

/** Playwright's `test` with servers; `page.goto('/dumps')` goes to `server`. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  allowedFault: [null, { option: true }],

  server: [
    async ({}, use) => {
      const server = new CrashStore();
      try {
        await server.start();
        server.createAdmin();
        await use(server);
      } finally {
        await server.dispose();
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  startServer: async ({}, use, testInfo) => {
    const started: CrashStore[] = [];
    await use(async (settings) => {
      const server = new CrashStore(settings);
      started.push(server);
      await server.start();
      return server;
    });
    for (const [index, server] of started.entries()) {
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach(`server-${index + 1}.log`, { body: server.log, contentType: 'text/plain' });
      }
      await server.dispose();
    }
  },

  adminPage: async ({ page }, use) => {
    await beLoggedIn(page, ADMIN);
    await use(page);
  },

  serverLog: [
    async ({ server }, use, testInfo) => {
      await use();
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('server.log', { body: server.log, contentType: 'text/plain' });
      }
    },
    { auto: true },
  ],

  soundPages: [
    async ({ context, allowedFault }, use) => {
      const faults: string[] = [];
      context.on('weberror', (event) => faults.push(String(event.error())));
      context.on('console', (message) => {
        // Chromium logs every answer of 400 and above, which a test may well want.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
          faults.push(message.text());
        }
      });
      await use();
      const unexpected = faults.filter((fault) => !allowedFault?.test(fault));
      expect(unexpected, 'errors in the browser').toEqual([]);
    },
    { auto: true },
  ],
});

/** Logs in by the form, as a person does; at `server` unless another one is named. */
export async function logIn(page: Page, account: Account, origin = ''): Promise<void> {
  await page.goto(`${origin}/login`);
  await page.getByLabel('Email', { exact: true }).fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/\/login/);
}

/** Makes a session for the page by the form's request alone, which spares a test two pages. */
export async function beLoggedIn(page: Page, account: Account, origin = ''): Promise<void> {
  const answer = await page.request.post(`${origin}/ui/api/login`, { form: { ...account } });
  expect(answer.status()).toBe(200);
}

export { expect };
