import type { Page } from 'playwright-core';
import type { RealBed } from './bed.ts';
import { confirmed } from './services.ts';

export function toolsPage(bed: () => RealBed): void {
  catalogueCase(bed);

  it('a server is added by its command, and tells its tools', async () => {
    const page = await bed().open('/tools/add');
    await page.getByRole('tab', { name: 'Command' }).click();
    await page.getByRole('textbox', { name: 'Command' }).fill(process.execPath);
    const program = `${process.cwd()}/node_modules/@modelcontextprotocol/server-everything/dist/index.js`;
    await page.getByRole('textbox', { name: 'Arguments' }).fill(program);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('everything');
    await page.getByRole('button', { name: 'Plan the addition' }).click();
    const plan = page.getByRole('alertdialog', { name: 'Add everything' });
    await plan.getByText('added and enabled:').waitFor();
    await plan.getByRole('button', { name: 'Add everything' }).click();
    await page.getByRole('heading', { level: 1, name: 'everything' }).waitFor();
    await page.getByRole('button', { name: 'Read its tools now' }).click();
    await page.getByRole('link', { name: 'echo' }).waitFor();
  });

  it('a tool is tried with the form that its schema makes', async () => {
    const page = await bed().open('/tools/servers/everything?tool=echo');
    await page.getByLabel(/^message/).fill('over and out');
    await page.getByText('"over and out"').waitFor();
    await page.getByRole('button', { name: /^(Plan a call of|Call) echo/ }).click();
    const plan = page.getByRole('alertdialog', { name: 'Call everything/echo' });
    const result = page.getByRole('region', { name: 'Result' });
    await plan.or(result).first().waitFor();
    if (await plan.isVisible()) await plan.getByRole('button', { name: 'Call everything/echo' }).click();
    await result.getByText('Echo: over and out').first().waitFor();
  });

  it('a server that was disabled is called by nobody, until it is enabled again', async () => {
    const page = await bed().open('/tools');
    await confirmed(page, 'Disable everything', 'Disable everything');
    await serverRow(page).getByText('Disabled').waitFor();
    await page.getByRole('link', { name: 'everything' }).click();
    await page.getByRole('link', { name: 'echo' }).click();
    await page.getByText('everything is disabled, so nothing of it can be called.').waitFor();
    await page.getByRole('link', { name: 'Tools' }).first().click();
    await confirmed(page, 'Enable everything', 'Enable everything');
    await serverRow(page)
      .getByText(/^(Idle|Up)$/)
      .waitFor();
  });
}

function catalogueCase(bed: () => RealBed): void {
  it('a server of the catalogue is added with the folder that it asks for, and tells its tools', async () => {
    const page = await bed().open('/tools/add');
    await page.getByRole('button', { name: /Server$/ }).click();
    await page.getByRole('option', { name: 'filesystem', exact: true }).click();
    await page.getByRole('button', { name: 'Plan the addition' }).click();
    await page.getByText('It is required.').waitFor();
    const folder = `docs=${process.cwd()}/docs:ro`;
    await page.getByLabel('--root, required').fill(folder);
    await page.getByRole('button', { name: 'Plan the addition' }).click();
    const plan = page.getByRole('alertdialog', { name: 'Add filesystem' });
    await plan.getByText(`--root: ${folder}`).waitFor();
    await plan.getByRole('button', { name: 'Add filesystem' }).click();
    await page.getByRole('heading', { level: 1, name: 'filesystem' }).waitFor();
    await page.getByRole('button', { name: 'Read its tools now' }).click();
    await page.getByRole('link', { name: 'read_file' }).first().waitFor();
  });
}

function serverRow(page: Page) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: 'everything' }) });
}
