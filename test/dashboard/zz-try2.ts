import { readFileSync } from 'node:fs';
import { launch, openPage } from './browser.ts';
const { url } = JSON.parse(readFileSync('/tmp/real-serve', 'utf8')) as { url: string };
const browser = await launch();
try {
  const { page } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(8000);
  const si = async () => { await page.getByLabel('Password').fill('the password of the stack');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click(); };
  await page.goto(`${url}/services`); await si();
  await page.getByRole('link', { name: 'talker' }).waitFor();
  await page.waitForTimeout(1000);
  await page.context().clearCookies();
  await page.getByRole('link', { name: 'talker' }).click();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `/tmp/try-exp.png` });
  await si();
  await page.waitForTimeout(4000);
  console.log((await page.getByRole('main').innerText()).slice(0, 400));
  await page.screenshot({ path: `/tmp/try-exp2.png` });
} finally {
  await browser.close();
}
