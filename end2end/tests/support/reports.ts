import type { CrashStore } from './server';
import { expect } from './fixtures';

/** What a crash client sends: texts, and files by their names. */
export interface Report {
  texts?: Record<string, string>;
  attachments?: Record<string, string>;
}

/** Sends a report as Crashpad does, and returns the dump's id. */
export async function sendReport(server: CrashStore, { texts = {}, attachments = {} }: Report): Promise<number> {
  const form = new FormData();
  for (const [name, text] of Object.entries(texts)) {
    form.set(name, text);
  }
  for (const [name, content] of Object.entries(attachments)) {
    form.append(name, new Blob([content]), name);
  }
  form.set('upload_file_minidump', new Blob([`MDMP ${crypto.randomUUID()}`]), `${crypto.randomUUID()}.dmp`);
  const answer = await fetch(`${server.url}/api/minidump/`, { method: 'POST', body: form });
  expect(answer.status).toBe(200);
  return Number(await answer.text());
}
