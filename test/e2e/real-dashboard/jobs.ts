import type { Page } from 'playwright-core';
import { DEAF } from '../dashboard-stack.ts';
import type { RealBed } from './bed.ts';
import { confirmed } from './services.ts';

const said = (page: Page, what: string) =>
  page.getByRole('list', { name: 'Messages' }).getByText(what).waitFor();

export function jobsPage(bed: () => RealBed): void {
  it('a job that ended tells its story: how it ended, its steps, who asked', async () => {
    const page = await bed().open('/jobs');
    await page.getByRole('link', { name: 'Restart slow on local' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Restart slow on local' }).waitFor();
    await page.getByText('restart slow', { exact: true }).waitFor();
    await page.getByText('ops-token').first().waitFor();
    await page.getByText('Done', { exact: true }).first().waitFor();
  });

  it('a job that waits says for what and is taken out of its queue, and one that runs is asked to stop', async () => {
    const { operations, opsUrl } = bed().stack;
    const asked = { body: { confirm: true }, headers: { prefer: 'respond-async' } };
    const restart = (service: string) =>
      operations.call('POST', `${opsUrl}/services/${service}/restart`, asked);
    // What the queue waits for takes ten seconds: the page is there before.
    const page = await bed().open('/services/local/web');
    await page.getByRole('button', { name: 'Restart web', exact: true }).waitFor();
    await Promise.all(DEAF.map(restart));
    await confirmed(page, 'Restart web', 'Restart web on local');
    await page.getByRole('link', { name: 'All jobs' }).click();
    await page.getByText('Queued, place 1').waitFor();
    const waits = /Waits: local is busy: Restart deaf-\d on local/;
    // The panel of this tab's jobs has the same beside it.
    const main = page.getByRole('main');
    await main.getByText(waits).waitFor();
    await main.getByRole('button', { name: 'Take out of queue Restart web on local' }).click();
    await said(page, 'Taken out of the queue. Nothing was changed.');
    await main.getByRole('button', { name: 'Cancel job Restart deaf-1 on local' }).click();
    await said(page, 'Asked to stop. How it ended is shown once it has.');
    await operations.audited(
      ({ resource, metadata }) => resource === 'local/web' && metadata['code'] === 'job_cancelled',
    );
  });
}
