import type { Page, Route } from '@playwright/test';

/** Keeps requests from the server until the function that it gives is called; then `end` decides. */
export async function holdBack(
  page: Page,
  url: string | RegExp,
  { times, end = (route: Route) => route.continue() }: { times?: number; end?: (route: Route) => Promise<void> } = {},
): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    await released;
    await end(route);
  }, { times });
  return () => release();
}
