import { readFileSync } from 'node:fs';
import { launch, openPage } from './browser.ts';
const { url } = JSON.parse(readFileSync('/tmp/real-serve', 'utf8')) as { url: string };
const browser = await launch();
try {
  const { page, violations } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(8000);
  page.on('console', (m) => console.log('console', m.text()));
  await page.goto(`${url}/services`);
  await page.getByLabel('Password').fill('the password of the stack');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  for (const path of process.argv.slice(2)) {
    await page.goto(`${url}${path}`);
    await page.waitForTimeout(2500);
    console.log(path, await page.locator('body').innerText());
    await page.screenshot({ path: `/tmp/try${path.replaceAll('/', '-')}.png` });
  }
  console.log(violations);
} finally {
  await browser.close();
}
