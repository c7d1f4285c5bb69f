import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { launch, openPage, signIn } from './browser.ts';
import { STORY } from './fake-audit.ts';
import { FakeBackend } from './fake-backend.ts';

const INTO = new URL('../../test-results/dashboard/', import.meta.url).pathname;
const WIDTHS = [1280, 390] as const;
const THEMES = ['light', 'dark'] as const;

const only = process.argv[2];

async function restartPlan(page: Page): Promise<void> {
  await page.goto(`${backend.url}/services/local/ollama`);
  await page.getByRole('button', { name: 'Restart ollama' }).click();
  await page.getByRole('alertdialog').getByText('What changes').waitFor();
}

const SCENES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  overview: async (page) => {
    await page.goto(backend.url);
    await page.getByRole('heading', { name: 'Last events' }).waitFor();
  },
  audit: async (page) => {
    await page.goto(`${backend.url}/audit`);
    await page.getByText('10,000 events').waitFor();
  },
  timeline: async (page) => {
    await page.goto(`${backend.url}/timeline/${STORY}`);
    await page.getByText('Policy denied tool').waitFor();
  },
  models: (page) => page.goto(`${backend.url}/models`),
  model: (page) => page.goto(`${backend.url}/models/ollama%2Fqwen3%3A8b`),
  playground: async (page) => {
    await page.goto(`${backend.url}/models/playground?model=ollama/qwen3:8b`);
    await page.getByRole('textbox', { name: 'Message' }).fill('How do I read JSON lines?');
    await page.keyboard.press('Enter');
    await page.getByText('14 in, 52 out').waitFor();
  },
  services: (page) => page.goto(`${backend.url}/services`),
  service: async (page) => {
    await page.goto(`${backend.url}/services/local/ollama`);
    await page.getByText('request finished').first().waitFor();
  },
  'services-logs': async (page) => {
    await page.goto(`${backend.url}/services/logs`);
    await page.getByText('request finished').first().waitFor();
  },
  'services-difference': (page) => page.goto(`${backend.url}/services/local/router/difference`),
  'services-lost': (page) => page.goto(`${backend.url}/services/gpu-2/comfyui`),
  plan: restartPlan,
  panel: async (page) => {
    await restartPlan(page);
    await page.getByRole('button', { name: 'Restart ollama on local' }).click();
    await page.getByText('stop ollama').waitFor();
  },
  jobs: async (page) => {
    await page.evaluate(() => sessionStorage.removeItem('switchyard.jobs'));
    await page.goto(`${backend.url}/jobs`);
  },
  job: async (page) => {
    await page.goto(`${backend.url}/jobs`);
    await page.getByRole('link', { name: /Deploy open-webui/ }).click();
    await page.getByText('Failed.', { exact: true }).waitFor();
  },
  nodes: (page) => page.goto(`${backend.url}/nodes`),
  away: async (page) => {
    backend.setOps('ops does not answer (ECONNREFUSED)');
    await page.goto(`${backend.url}/services`);
    await page.getByText('Ops unavailable').waitFor();
  },
  keys: (page) => page.goto(`${backend.url}/keys`),
  'make-key': async (page) => {
    await page.goto(`${backend.url}/keys`);
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('night-jobs');
    await page.getByText('Deployer: looks').click();
    await page.getByRole('textbox', { name: 'Nodes' }).fill('local gpu-7');
    await page.getByRole('textbox', { name: 'Services' }).fill('o*');
  },
  'made-key': async (page) => {
    await page.goto(`${backend.url}/keys`);
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(`key-${Date.now()}`);
    await page.getByRole('button', { name: /^Make key key-/ }).click();
    await page.getByText('It is shown this once').waitFor();
  },
  tools: (page) => page.goto(`${backend.url}/tools`),
  'tools-try': async (page) => {
    await page.goto(`${backend.url}/tools/servers/github?tool=search_issues`);
    await page.getByRole('textbox', { name: 'query, required' }).fill('focus');
    await page.getByRole('button', { name: 'Call search_issues' }).click();
    await page.getByText('Timeline of this call').waitFor();
  },
  'tools-log': async (page) => {
    await page.goto(`${backend.url}/tools/servers/github?tab=log`);
    await page.getByText('killed by SIGKILL').waitFor();
  },
  'tools-policy': async (page) => {
    await page.goto(`${backend.url}/tools/servers/files?tab=policy`);
    await page.getByLabel('Tools that may not').fill('write_*');
    await page.getByRole('button', { name: 'Ask the router' }).click();
    await page.getByText('With these changes').waitFor();
  },
  'tools-add': async (page) => {
    await page.goto(`${backend.url}/tools/add`);
    await page.getByRole('button', { name: /Server/ }).click();
    await page.getByRole('option', { name: 'folders' }).click();
  },
  training: (page) => {
    backend.training.state = 'up';
    return page.goto(`${backend.url}/training`);
  },
  'training-run': async (page) => {
    backend.training.state = 'up';
    await page.goto(`${backend.url}/training/jobs/fox`);
    await page.getByRole('img', { name: 'Prompt 3, step 500' }).waitFor();
  },
  palette: async (page) => {
    await page.goto(`${backend.url}/services`);
    await page.getByRole('button', { name: 'Search' }).click();
  },
};

const backend = await FakeBackend.start();
const browser = await launch();
await mkdir(INTO, { recursive: true });
try {
  for (const width of WIDTHS) {
    for (const theme of THEMES) {
      const size = { width, height: width > 700 ? 860 : 844 };
      const { page, violations } = await openPage(browser, {
        viewport: size,
        colorScheme: theme,
        hasTouch: width < 700,
      });
      await page.goto(backend.url);
      if (only === undefined) await page.getByLabel('Password').waitFor();
      if (only === undefined) await page.screenshot({ path: `${INTO}sign-in-${width}-${theme}.png` });
      await signIn(page);
      for (const [name, scene] of Object.entries(SCENES)) {
        if (only !== undefined && !name.startsWith(only)) continue;
        await scene(page);
        await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
        await page.waitForTimeout(350);
        await page.screenshot({ path: `${INTO}${name}-${width}-${theme}.png` });
        backend.setOps();
        backend.training.state = undefined;
      }
      if (violations.length > 0) console.log(width, theme, violations);
      await page.context().close();
      backend.expire();
    }
  }
} finally {
  await browser.close();
  await backend.stop();
}
