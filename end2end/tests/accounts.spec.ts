import { expect, test } from './support/fixtures';
import { open } from './support/dumps';

test('registering makes an account and signs in with it', async ({ page }) => {
  const email = `new-${crypto.randomUUID()}@example.com`;
  await page.goto('/login');
  await page.getByRole('link', { name: 'Create one' }).click();
  await expect(page).toHaveURL('/register');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill('a Good-one 42');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('banner')).toContainText(email);
});

test('a weak password is refused beside its field', async ({ page }) => {
  await open(page, '/register');
  await page.getByLabel('Email', { exact: true }).fill('weak@example.com');
  await page.getByLabel('Password', { exact: true }).fill('12345');
  await page.getByRole('button', { name: 'Create account' }).click();
  const password = page.getByLabel('Password', { exact: true });
  await expect(password).toHaveAttribute('aria-invalid', 'true');
  await expect(password).toHaveAccessibleDescription(/too short/);
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue('weak@example.com');
});

test('without registration nobody is offered it', async ({ page, startServer }) => {
  const server = await startServer({ auth: { allow_registration: false } });
  await page.goto(`${server.url}/login`);
  await expect(page.getByRole('link', { name: 'Create one' })).toHaveCount(0);
  await page.goto(`${server.url}/register`);
  await expect(page.getByText('Registration is switched off here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create account' })).toHaveCount(0);
});

test('the set-up link makes the first administrator, once', async ({ page, startServer }) => {
  const server = await startServer();
  const path = server.setUpPath();
  await page.goto(`${server.url}/login`);
  await expect(page.getByText('There is no administrator yet')).toBeVisible();

  await page.goto(server.url + path);
  await page.getByLabel('Email', { exact: true }).fill('first@example.com');
  await page.getByLabel('Password', { exact: true }).fill('a Good-one 42');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(`${server.url}/`);
  await expect(page.getByRole('banner')).toContainText('first@example.com');

  await page.goto(server.url + path);
  await expect(page.getByRole('heading', { name: 'This link is not good any more' })).toBeVisible();
});

test('a set-up link with another token is refused', async ({ page, startServer }) => {
  const server = await startServer();
  await open(page, `${server.url}/setup?token=guessed`);
  await page.getByLabel('Email', { exact: true }).fill('intruder@example.com');
  await page.getByLabel('Password', { exact: true }).fill('a Good-one 42');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('alert')).toContainText('This link is not good any more');
});

test('single keys do nothing for visitors, who could not switch them off', async ({ page }) => {
  await open(page, '/login');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('u');
  await page.keyboard.press('?');
  await expect(page).toHaveURL('/login');
  await expect(page.getByRole('dialog')).toBeHidden();
});
