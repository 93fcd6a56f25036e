import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  // Each worker has a server of its own; see tests/support/fixtures.ts.
  workers: 2,
  // A test that passes only at the second try has found a fault.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    toHaveScreenshot: {
      // Edges of letters differ from machine to machine, by less than a lost button.
      maxDiffPixels: 3_000,
      pathTemplate: '{testDir}/snapshots/{arg}{ext}',
    },
  },
  reporter: 'list',
  use: {
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      // The system's Chromium; scripts/test looks for it.
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // Without these it calls its maker's services, which a closed network refuses.
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-quic',
        '--disable-sync',
        '--no-first-run',
        // Widths of letters do not depend on the settings of the machine.
        '--font-render-hinting=none',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
});
