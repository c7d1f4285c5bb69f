import type { RealBed } from './bed.ts';

export function toolsPage(bed: () => RealBed): void {
  it('a server is added by its command, and tells its tools', async () => {
    const page = await bed().open('/tools/add');
    await page.getByRole('tab', { name: 'Command' }).click();
    await page.getByLabel('Command', { exact: true }).fill(process.execPath);
    const program = `${process.cwd()}/node_modules/@modelcontextprotocol/server-everything/dist/index.js`;
    await page.getByLabel('Arguments').fill(program);
    await page.getByLabel('Name', { exact: true }).fill('everything');
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

  it('a server that was disabled is not called, and comes back', async () => {
    const page = await bed().open('/tools');
    for (const [verb, shown] of [
      ['Disable', 'Disabled'],
      ['Enable', 'Ready'],
    ] as const) {
      await page.getByRole('button', { name: `${verb} everything` }).click();
      const plan = page.getByRole('alertdialog', { name: `${verb} everything` });
      await plan.getByText('What changes').waitFor();
      await plan.getByRole('button', { name: `${verb} everything` }).click();
      await plan.waitFor({ state: 'detached' });
      console.log(shown, await page.getByRole('row').nth(1).innerText());
    }
  });
}
