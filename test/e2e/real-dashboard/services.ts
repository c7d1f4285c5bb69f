import type { Page } from 'playwright-core';
import type { RealBed } from './bed.ts';

const row = (page: Page, service: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: service, exact: true }) });
const jobPanel = (page: Page) => page.getByRole('complementary', { name: 'Jobs of this tab' });

/** confirmed presses the button that opens a plan, sees the plan, and confirms it. */
export async function confirmed(page: Page, button: string, title: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  const plan = page.getByRole('alertdialog', { name: title });
  await plan.getByText('What changes').waitFor();
  await plan.getByRole('button', { name: title }).click();
  await plan.waitFor({ state: 'detached' });
}

export function servicesPage(bed: () => RealBed): void {
  it('a restart shows its plan, is confirmed, told live while it goes on, and done', async () => {
    const page = await bed().open('/services');
    await row(page, 'slow').getByText('Running').waitFor();
    await page.getByRole('button', { name: 'Restart slow' }).click();
    const plan = page.getByRole('alertdialog', { name: 'Restart slow on local' });
    await plan.getByText('running, started anew').waitFor();
    await plan.getByText('slow while it starts anew').waitFor();
    await plan.getByText('ops-token').waitFor();
    await plan.getByRole('button', { name: 'Restart slow on local' }).click();
    await jobPanel(page).getByText('Running', { exact: true }).waitFor();
    await jobPanel(page).getByText('restart slow', { exact: true }).waitFor();
    await jobPanel(page).getByText('Done', { exact: true }).waitFor();
    const [event] = (await bed().stack.operations.audit()).filter(
      ({ action, resource }) => action === 'restart' && resource === 'local/slow',
    );
    expect(event).toMatchObject({ actor: 'ops-token' });
  });

  it('a plan that is left does nothing', async () => {
    const page = await bed().open('/services/local/web');
    await page.getByRole('button', { name: 'Stop web' }).click();
    const plan = page.getByRole('alertdialog', { name: 'Stop web on local' });
    await plan.getByText('web until somebody starts it').waitFor();
    await page.keyboard.press('Escape');
    await plan.waitFor({ state: 'detached' });
    expect(await bed().stack.operations.audit()).not.toContainEqual(
      expect.objectContaining({ action: 'stop' }),
    );
  });

  it('a service is stopped and started again, and its buttons follow its state', async () => {
    const page = await bed().open('/services/local/web');
    await confirmed(page, 'Stop web', 'Stop web on local');
    await page.getByRole('button', { name: 'Start web', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Restart web' }).count()).toBe(0);
    await confirmed(page, 'Start web', 'Start web on local');
    await page.getByRole('button', { name: 'Restart web' }).waitFor();
  });

  it('a log is followed, searched, paused and downloaded', async () => {
    const page = await bed().open('/services/local/talker');
    const log = page.getByRole('log', { name: 'Log of talker on local' });
    const newest = async () =>
      Math.max(...[...(await log.innerText()).matchAll(/word (\d+)/g)].map(([, n]) => Number(n)));
    await log
      .getByText(/word \d+/)
      .first()
      .waitFor();
    const before = await newest();
    await log.getByText(`word ${before + 10}`, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('Paused', { exact: true }).waitFor();
    const paused = await newest();
    await page.getByText(/\d+ new lines, go to the end/).waitFor();
    expect(await newest()).toBe(paused);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download these lines' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('local-talker.log');
    await page.getByRole('button', { name: 'Follow', exact: true }).click();
    await page.getByLabel('Find in log').fill('talker is not here');
    await page.getByText(/^0 of/).waitFor();
  });

  it('while ops is dead the reason is said, nothing that acts is offered, and all is back with it', async () => {
    const page = await bed().open('/services');
    const restart = page.getByRole('button', { name: 'Restart web' });
    await restart.waitFor();
    await bed().stack.killOps();
    await page.getByText('Ops unavailable since').waitFor({ timeout: 20_000 });
    await page.getByText('ECONNREFUSED').first().waitFor();
    await restart.waitFor({ state: 'detached' });
    const buttons = await page.getByRole('main').getByRole('button').allInnerTexts();
    expect(buttons.filter((text) => /^(Restart|Start|Stop|Bring|More)\b/.test(text))).toEqual([]);
    await row(page, 'web').getByText('Running').waitFor();
    await bed().stack.reviveOps();
    await restart.waitFor({ timeout: 20_000 });
    expect(await page.getByText('Ops unavailable since').count()).toBe(0);
  });
}
