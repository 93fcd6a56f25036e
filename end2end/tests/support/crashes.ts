import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { accessToken } from './dumps';
import { expect } from './fixtures';
import type { CrashStore } from './server';

/** A minidump of a small C program that used a null pointer. */
export const CRASH = readFileSync(resolve(__dirname, '../../../server/tests/api/requests/crashy-segv.dmp'));
/** Where in it the instruction pointer stands, and where the program was loaded. */
const INSTRUCTION_POINTER = 3920 + 0xf8;
const PROGRAM = 0x558dd43f8000n;

/** What the page of a dump tells of its crash. */
export function crashPanel(page: Page): Locator {
  const heading = page.getByRole('heading', { name: 'Crash', exact: true });
  return page.locator('.panel').filter({ has: heading });
}

/** What crash clients tell: product, version, platform. */
export interface Origin {
  prod?: string;
  ver?: string;
  plat?: string;
}

/** A place in the program at which no other test crashes. */
export function uniquePlace(): number {
  return 0x1000 + Math.floor(Math.random() * 0x10000);
}

/** The signature of a crash at that place. */
export function signatureOf(place: number): string {
  return `crashy@0x${place.toString(16)}`;
}

/** Sends a crash at that place as Crashpad does, and returns the dump's id. */
export async function sendCrash(server: CrashStore, place: number, origin: Origin = {}): Promise<number> {
  const dump = Buffer.from(CRASH);
  dump.writeBigUInt64LE(PROGRAM + BigInt(place), INSTRUCTION_POINTER);
  const form = new FormData();
  for (const [name, text] of Object.entries(origin)) {
    form.set(name, text);
  }
  form.set('upload_file_minidump', new Blob([new Uint8Array(dump)]), 'crashy.dmp');
  const answer = await fetch(`${server.url}/api/minidump/`, { method: 'POST', body: form });
  expect(answer.status).toBe(200);
  return Number(await answer.text());
}

/** Waits until dumps are read, and so in their groups. */
export async function areRead(server: CrashStore, ids: number[]): Promise<void> {
  const headers = { Authorization: `Bearer ${await accessToken(server)}` };
  for (const id of ids) {
    await expect
      .poll(async () => {
        const answer = await fetch(`${server.url}/api/dumps/${id}/processing/`, { headers });
        return ((await answer.json()) as { state: string }).state;
      })
      .toBe('done');
  }
}

/** Sends crashes at a place, one of each origin, and waits until they are read. */
export async function crash(server: CrashStore, place: number, ...origins: Origin[]): Promise<number[]> {
  const ids: number[] = [];
  for (const origin of origins) {
    ids.push(await sendCrash(server, place, origin));
  }
  await areRead(server, ids);
  return ids;
}

/** Goes to the page of the group of crashes at a place, in any state. */
export async function openGroup(page: Page, place: number, origin = ''): Promise<void> {
  await page.goto(`${origin}/crashes?state=any&q=${signatureOf(place)}`);
  await page.getByRole('rowheader').getByRole('link', { name: signatureOf(place), exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(signatureOf(place));
}
