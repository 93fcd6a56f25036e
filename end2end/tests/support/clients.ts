import type { Page } from '@playwright/test';
import type { CrashStore } from './server';
import { testFile } from './dumps';

/** A name that no other test uses. */
export function uniqueName(): string {
  return `client ${crypto.randomUUID()}`;
}

/** Fills in the form for a new client and sends it. */
export async function createClient(page: Page, name: string, ...scopes: RegExp[]): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  for (const scope of scopes) {
    await page.getByLabel(scope).check();
  }
  await page.getByRole('button', { name: 'Create client' }).click();
}

/** The secret that the page of a client shows. */
export async function shownSecret(page: Page): Promise<string> {
  const notice = page.getByRole('note').filter({ hasText: 'Copy the secret now' });
  return (await notice.locator('code').textContent()) ?? '';
}

/** What a client's secret is answered with. */
export async function askForToken(server: CrashStore, secret: string): Promise<Response> {
  const body = JSON.stringify({ client_secret: secret });
  const headers = { 'Content-Type': 'application/json' };
  return fetch(`${server.url}/api/auth/client-token/`, { method: 'POST', headers, body });
}

/** What an upload with a client's token is answered with. */
export async function uploadWith(server: CrashStore, token: string): Promise<Response> {
  const form = new FormData();
  const file = testFile('from-a-client.dmp');
  form.set('file', new Blob([new Uint8Array(file.buffer)]), file.name);
  const headers = { Authorization: `Bearer ${token}` };
  return fetch(`${server.url}/api/dumps/`, { method: 'POST', headers, body: form });
}
