import type { RealBed } from './bed.ts';

export function auditPage(bed: () => RealBed): void {
  it('has the restart, is filtered by the server, and its chain verifies', async () => {
    const page = await bed().open('/audit?action=restart&resource=local%2Fslow');
    await page.getByText(/^\d+ match/).waitFor();
    const rows = page.getByRole('table', { name: 'Events' }).getByRole('row');
    await rows.filter({ hasText: 'local/slow' }).first().waitFor();
    expect(await rows.filter({ hasText: 'local/web' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Verify chain' }).click();
    await page.getByRole('button', { name: 'Verify these events' }).click();
    await page.getByText(/^Events 1 to \d+ are whole$/).waitFor();
    await page.getByText(/^Verified, events 1 to \d+$/).waitFor();
  });

  it('leads to the timeline of one request, with its job and its events', async () => {
    const page = await bed().open('/audit?action=restart&resource=local%2Fslow');
    await page
      .getByRole('link', { name: /^Timeline of/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: 'Timeline' }).waitFor();
    await page.getByText('Done', { exact: true }).first().waitFor();
    const rows = page.getByRole('main');
    await rows.getByText('ops-token announced: restart local/slow').waitFor();
    await rows.getByText('Job Restart slow on local: done').waitFor();
    await rows.getByText('Restart local/slow: done').waitFor();
  });
}
