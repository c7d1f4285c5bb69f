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
    await page.getByText(/Whole, events 1 to \d+/).waitFor();
  });

  it('leads to the timeline of one request, with its job and its events', async () => {
    const page = await bed().open('/audit?action=restart&resource=local%2Fslow');
    await page
      .getByRole('link', { name: /^Timeline of/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: 'Timeline' }).waitFor();
    await page.getByText('Done', { exact: true }).first().waitFor();
    console.log(await page.getByRole('main').innerText());
  });
}
