#!/usr/bin/env node
// Prints Lighthouse's scores of a page, and what keeps them from 100: lighthouse.mjs URL COOKIE

import lighthouse, { desktopConfig } from 'lighthouse';
import { withChromium } from './chromium.mjs';

const [url, cookie] = process.argv.slice(2);

const { categories, audits } = await withChromium(async (browser) => {
  const options = { extraHeaders: { cookie }, logLevel: 'error' };
  const { lhr } = await lighthouse(url, options, desktopConfig, await browser.newPage());
  return lhr;
});
const scores = {};
const faults = [];
for (const [name, { score, auditRefs }] of Object.entries(categories)) {
  if (score === null) {
    throw new Error(`Lighthouse could not judge ${name} of ${url}`);
  }
  scores[name] = score * 100;
  const failed = auditRefs.filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.9);
  faults.push(...failed.map(({ id }) => `${name}: ${audits[id].title} (${id})`));
}
console.log(JSON.stringify({ scores, faults }));
