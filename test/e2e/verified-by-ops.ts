import type { Page } from 'playwright-core';
import type { FakeBackend } from '../dashboard/fake-backend.ts';

interface AuditBed {
  readonly backend: FakeBackend;
  readonly page: Page;
  open(path: string): Promise<void>;
}

/** verifiedByOps is what its viewer sees of a verification that goes on without them. */
export function verifiedByOps(bed: () => AuditBed): void {
  const page = () => bed().page;
  const begun = () =>
    bed().backend.calls.filter((call) => call === 'POST /bff/ops/audit/verifications').length;
  const bar = () => page().getByRole('progressbar', { name: 'Verifying the chain' });
  const messages = () => page().getByRole('list', { name: 'Messages' });
  afterEach(() => bed().backend.audit.verifications.finish());

  /** By a clock that can be put forward. */
  async function verify(to: string): Promise<void> {
    await bed().open('/nodes');
    await page().clock.install();
    await page().getByRole('link', { name: 'Audit' }).first().click();
    bed().backend.audit.verifications.hold();
    await page().getByRole('button', { name: 'Verify chain' }).click();
    await page().getByLabel('To event').fill(to);
    await page().keyboard.press('Enter');
    await bar().waitFor();
  }

  it('while its viewer is elsewhere, and how it ended is told there', async () => {
    await verify('9000');
    await page().getByRole('link', { name: 'Nodes' }).first().click();
    await page().getByRole('heading', { name: 'gpu-1' }).waitFor();
    await page().getByRole('link', { name: 'Audit' }).first().click();
    await bar().waitFor();
    await page().getByRole('link', { name: 'Nodes' }).first().click();
    await page().getByRole('heading', { name: 'gpu-1' }).waitFor();
    bed().backend.audit.verifications.finish();
    await page().clock.runFor(6_000);
    await messages().getByText('Verified: events 1 to 9,000 are whole').waitFor();
  });

  it('also when the tab is loaded again or another is opened, and is begun once', async () => {
    const before = begun();
    await verify('8000');
    await page().reload();
    await page().getByText('Verifying, 100 of 8,000 events').waitFor();
    const other = await page().context().newPage();
    await other.goto(`${bed().backend.url}/audit`);
    await other.getByText('Verifying, 100 of 8,000 events').waitFor();
    bed().backend.audit.verifications.finish();
    await page().clock.runFor(6_000);
    await other.getByText('Events 1 to 8,000 are whole').waitFor();
    expect(begun()).toBe(before + 1);
  });

  it('until somebody stops it, and what was verified by then counts', async () => {
    await verify('7000');
    await page().getByRole('button', { name: 'Stop verifying' }).click();
    await bar().waitFor({ state: 'detached' });
    expect(bed().backend.audit.events.at(-1)).toMatchObject({
      result: 'unknown',
      metadata: { to: 7_000, verified_to: 100, state: 'interrupted' },
    });
    expect(await page().getByText('The chain was not verified').count()).toBe(0);
  });

  it('and while ops does not answer nothing is said of it; that ops knows it no more is', async () => {
    await verify('6000');
    const path = '**/bff/ops/audit/verifications/*';
    await page().route(path, (route) => route.fulfill({ status: 502, body: '{}' }));
    await page().clock.runFor(11_000);
    await bar().waitFor();
    const gone = { code: 'verification_not_found', detail: 'ops knows of no verification of that id' };
    await page().route(path, (route) => route.fulfill({ status: 404, body: JSON.stringify(gone) }));
    await page().clock.runFor(6_000);
    await page().getByText('Ops knows of no verification of that id.').waitFor();
  });
}
