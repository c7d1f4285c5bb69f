import type { RealBed } from './bed.ts';

export function overviewPage(bed: () => RealBed): void {
  it('tells how everything is: causes first, then nodes, services, models, and the last events', async () => {
    const page = await bed().open('/');
    await page.getByText(/^(Nothing needs attention\.|Needs attention$)/).waitFor();
    await page.getByRole('link', { name: 'local', exact: true }).waitFor();
    await page.getByText('Reachable').waitFor();
    const services = page.getByRole('region', { name: 'Services' });
    await services.getByRole('listitem').filter({ hasText: 'talker' }).getByText('Running').waitFor();
    await page.getByText('qwen3:8b').waitFor();
    const events = page.getByRole('region', { name: 'Last events' });
    await events.getByRole('link', { name: /^Key revoke/ }).waitFor();
  });
}
