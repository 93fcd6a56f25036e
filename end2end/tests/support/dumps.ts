import { createHash } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { ADMIN, type CrashStore } from './server';
import { expect } from './fixtures';

/** A dump as the REST API tells it. */
export interface Dump {
  id: number;
  original_name: string;
  stored_name: string;
  label: string;
  size: number;
  sha256: string;
}

/** A file as Playwright gives it to a page. */
export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** The age of a dump that a test has sent: a busy machine takes some seconds to show it. */
export const JUST_UPLOADED = /^(just now|\d+ seconds ago)$/;

/** A file; without content that is given, of one that no other has: known bytes are not stored twice. */
export function testFile(name: string, content: string | Buffer = `${name} ${crypto.randomUUID()}`): TestFile {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

/** Uploads a dump by REST, as an application that has crashed does. */
export async function send(server: CrashStore, file: TestFile, label = ''): Promise<Dump> {
  const form = new FormData();
  form.set('label', label);
  form.set('file', new Blob([new Uint8Array(file.buffer)]), file.name);
  const answer = await fetch(`${server.url}/api/dumps/`, { method: 'POST', body: form });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Dump;
}

/** A token with which a test does by REST what ADMIN may do. */
export async function accessToken(server: CrashStore): Promise<string> {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify(ADMIN);
  const answer = await fetch(`${server.url}/api/auth/login/`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { access: string }).access;
}

/** The SHA-256 of bytes, in hex. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A label that no other test uses. */
export function uniqueLabel(): string {
  return `label-${crypto.randomUUID()}`;
}

/** What the page of a dump tells of its history, newest first. */
export function history(page: Page): Locator {
  const heading = page.getByRole('heading', { name: 'History' });
  return page.locator('section', { has: heading }).getByRole('listitem');
}

/** Goes to a page and waits until its JavaScript runs. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await isLive(page);
}

/** Waits until the JavaScript of the page runs. */
export async function isLive(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-live', 'page');
}
