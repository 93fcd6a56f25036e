// The browser that pages are measured in.

import puppeteer from 'puppeteer-core';

const ARGUMENTS = ['--disable-background-networking', '--disable-component-update', '--no-first-run'];
if (process.getuid() === 0) {
  // Its sandbox does not work for root.
  ARGUMENTS.push('--no-sandbox');
}

/** Calls `measure` with a browser, which is closed then. */
export async function withChromium(measure) {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ARGUMENTS });
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}
