import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

const FILE = require.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
const STYLES = `
  @font-face {
    font-family: snapshots;
    font-weight: 100 900;
    src: url(data:font/woff2;base64,${readFileSync(FILE, 'base64')});
  }
  * { font-family: snapshots !important; }
`;

/**
 * Sets the whole page in a typeface that comes with the tests.
 *
 * Pages are set in whatever the reader's system has, and no two machines have the same.
 */
export async function setTypeface(page: Page): Promise<void> {
  await page.addStyleTag({ content: STYLES });
  await page.evaluate(async () => {
    await document.fonts.load('1rem snapshots');
    await document.fonts.ready;
  });
}
