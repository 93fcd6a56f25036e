#!/usr/bin/env node
// Loads a page on a slow machine with a slow line and an empty cache, and prints what became
// visible and usable when: load.mjs URL [COOKIE]

import { withChromium } from './chromium.mjs';

const [url, cookie] = process.argv.slice(2);
const LINE = { download: 1_600_000 / 8, upload: 750_000 / 8, latency: 150 };
const CPU_SLOWDOWN = 4;
const PATIENCE_MS = 120_000;

/** Runs in the page: notes when it says what of it answers, and when its largest part was painted. */
function watch() {
  window.paintedAt = 0;
  const since = (answers) =>
    new Promise((resolve) => {
      const look = () => answers(document.documentElement?.dataset.live) && resolve(performance.now());
      new MutationObserver(look).observe(document, { attributes: true, childList: true, subtree: true });
    });
  window.live = since((live) => live !== undefined);
  window.hydrated = since((live) => live === 'page');
  new PerformanceObserver((list) => {
    window.paintedAt = list.getEntries().at(-1).startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
}

const times = await withChromium(async (browser) => {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  await page.evaluateOnNewDocument(watch);
  if (cookie) {
    await page.setExtraHTTPHeaders({ cookie });
  }
  await page.emulateNetworkConditions(LINE);
  await page.emulateCPUThrottling(CPU_SLOWDOWN);
  await page.goto(url, { waitUntil: 'load', timeout: PATIENCE_MS });
  return {
    live_ms: await page.evaluate(() => window.live),
    hydrated_ms: await page.evaluate(() => window.hydrated),
    largest_paint_ms: await page.evaluate(() => window.paintedAt),
  };
});
console.log(JSON.stringify(times));
