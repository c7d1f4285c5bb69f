import { jest } from '@jest/globals';
import { systemClock } from '@app/kernel';
import type { Page } from 'playwright-core';
import { PASSWORD, VIEWER_KEY } from '../dashboard-stack.ts';
import { signInWithPassword, type RealBed } from './bed.ts';

/** What a page of the viewer's own would send to change something, and what came of it. */
function tried(page: Page, method: string, path: string, body: object) {
  return page.evaluate(
    async ([verb, url, text]) => {
      const { csrf } = (await (await fetch('/session')).json()) as { csrf: string };
      const headers = { 'content-type': 'application/json', 'x-csrf-token': csrf };
      const answer = await fetch(url, { method: verb, headers, body: text });
      return { status: answer.status, code: ((await answer.json()) as { code?: string }).code };
    },
    [method, path, JSON.stringify(body)] as const,
  );
}

export function accessCases(bed: () => RealBed): void {
  it('a wrong password is refused with the reason, and the right one leads to where one wanted to go', async () => {
    const page = await bed().visit('/nodes');
    await page.getByLabel('Password').fill(`not ${PASSWORD}`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('The password is wrong.').waitFor();
    await signInWithPassword(page);
    await page.getByRole('heading', { level: 1, name: 'Nodes' }).waitFor();
  });

  it('a node shows that its engine is reached, and what it is', async () => {
    const page = await bed().open('/nodes');
    await page.getByRole('heading', { name: 'local' }).waitFor();
    await page.getByText('Socket on this machine').waitFor();
    await page.getByRole('link', { name: 'Services of local' }).click();
    await page.getByRole('link', { name: 'talker' }).waitFor();
  });

  it('a viewer is offered no change, and is refused one that it sends all the same', async () => {
    const page = await bed().openAsViewer('/services');
    await page.getByRole('link', { name: 'web' }).waitFor();
    for (const path of ['/services', '/services/local/web', '/jobs', '/nodes']) {
      await page.goto(`${bed().stack.url}${path}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      const buttons = await page.getByRole('main').getByRole('button').allInnerTexts();
      expect(buttons.filter((text) => /^(Restart|Start|Stop|Bring|Pull|Cancel)\b/.test(text))).toEqual([]);
    }
    const changes = [
      ['POST', '/bff/ops/services/web/restart?node=local', { confirm: true }],
      ['POST', '/bff/ops/keys', { id: 'mine', roles: ['admin'], confirm: true }],
      ['POST', '/bff/gateway/api/models/delete', { model: 'ollama/qwen3:8b', confirm: true }],
      ['POST', '/bff/router/api/mcp/disable', { id: 'everything' }],
    ] as const;
    for (const [method, path, body] of changes) {
      expect({ path, ...(await tried(page, method, path, body)) }).toEqual({
        path,
        status: 403,
        code: 'forbidden',
      });
    }
    const denied = await bed().stack.operations.audited(
      ({ actor, result }) => actor === 'watcher' && result === 'denied',
    );
    expect(JSON.stringify(denied)).not.toContain(VIEWER_KEY);
  });

  it('a session that has expired asks to sign in again, and keeps the place', async () => {
    const page = await bed().open('/services');
    await page.getByLabel('Filter services').fill('talk');
    await page.getByText('1 service of 7').waitFor();
    const later = jest.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + 60 * 60_000);
    await page.getByRole('link', { name: 'talker' }).click();
    const dialog = page.getByRole('dialog', { name: 'The session has ended' });
    await dialog.waitFor();
    later.mockRestore();
    await signInWithPassword(page);
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'talker' }).waitFor();
    await page.getByRole('log').getByText(/word/).first().waitFor();
  });
}
