#!/usr/bin/env node
// Loads a page on a slow machine with a slow line and an empty cache, and prints what became
// visible and usable when: load.mjs URL [COOKIE]

import { withChromium } from './chromium.mjs';

const [url, cookie] = process.argv.slice(2);
const LINE = { download: 1_600_000 / 8, upload: 750_000 / 8, latency: 150 };
const CPU_SLOWDOWN = 4;
const PATIENCE_MS = 120_000;

/** Runs in the page: notes when it says that it answers, and when its largest part was painted. */
function watch() {
  window.paintedAt = 0;
  window.live = new Promise((resolve) => {
    const answers = () => document.documentElement?.hasAttribute('data-live');
    new MutationObserver(() => answers() && resolve(performance.now())).observe(document, {
      attributes: true,
      childList: true,
      subtree: true,
    });
  });
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
  const live = await page.evaluate(() => window.live);
  return { live_ms: live, largest_paint_ms: await page.evaluate(() => window.paintedAt) };
});
console.log(JSON.stringify(times));
