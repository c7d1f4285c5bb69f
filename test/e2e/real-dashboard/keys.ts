import type { Page } from 'playwright-core';
import { until } from '../until.ts';
import type { RealBed } from './bed.ts';

/** What the apps say of a key's use is shared between pages for some seconds. */
async function isUsed(page: Page): Promise<boolean> {
  await page.reload();
  const used = page.getByRole('row').filter({ hasText: 'ci-bot' }).getByText('gateway');
  return used.waitFor({ timeout: 2_000 }).then(
    () => true,
    () => false,
  );
}

export function keysPage(bed: () => RealBed): void {
  it('a key is made and shown once, works within its scopes, and is dead once revoked', async () => {
    const page = await bed().open('/keys');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const form = page.getByRole('dialog', { name: 'Make a key' });
    await form.getByLabel('Name', { exact: true }).fill('ci-bot');
    await form.getByLabel('Models', { exact: true }).fill('loopback/*');
    await form.getByRole('button', { name: 'Make key ci-bot' }).click();
    const made = page.getByRole('alertdialog', { name: 'Key of ci-bot' });
    const key = /sy[-_]\S+/.exec(await made.innerText())?.[0] ?? '';
    await made.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('row').filter({ hasText: 'ci-bot' }).waitFor();
    const chat = async (model: string) => {
      const answer = await fetch(`${bed().stack.gatewayUrl}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
      });
      await answer.text();
      return answer.status;
    };
    await until(
      () => chat('loopback/echo'),
      (status) => status === 200,
    );
    expect(await chat('ollama/qwen3:8b')).toBe(403);
    await until(() => isUsed(page), Boolean);
    await page.getByRole('button', { name: 'Revoke ci-bot' }).click();
    const plan = page.getByRole('alertdialog', { name: 'Revoke ci-bot' });
    await plan.getByLabel('Type ci-bot to confirm').fill('ci-bot');
    await plan.getByLabel('Reason').fill('the test is over');
    await plan.getByRole('button', { name: 'Revoke ci-bot' }).click();
    await page.getByRole('list', { name: 'Messages' }).getByText('The key of ci-bot is revoked.').waitFor();
    await until(
      () => chat('loopback/echo'),
      (status) => status === 401,
    );
    expect(await page.content()).not.toContain(key);
  });
}
