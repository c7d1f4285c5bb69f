import { createHash } from 'node:crypto';
import { devices, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { SECURITY_HEADERS } from '../../apps/dashboard/src/web/security-headers.ts';
import { launch, openSignedIn } from '../dashboard/browser.ts';
import { STORY } from '../dashboard/fake-audit.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';

let backend: FakeBackend;
let browser: Browser;
let violations: readonly string[] = [];
beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
afterEach(() => expect(violations).toEqual([]));

async function open(options: BrowserContextOptions, within = browser): Promise<Page> {
  const opened = await openSignedIn(within, backend.url, options);
  const { page } = opened;
  violations = opened.violations;
  await page.goto(`${backend.url}/services`);
  return page;
}

async function openPlan(page: Page): Promise<void> {
  await page.goto(`${backend.url}/services/local/ollama`);
  await page.getByText('request finished').first().waitFor();
  await page.getByRole('button', { name: 'Restart ollama' }).click();
  await page.getByRole('alertdialog').getByText('What changes').waitFor();
}

describe("in a palette of the viewer's own", () => {
  let page: Page;
  beforeAll(async () => {
    page = await open({ forcedColors: 'active', colorScheme: 'dark' });
  });
  afterAll(() => page.context().close());

  it('a state is a word and a shape, in the colour of its text', async () => {
    await page.getByRole('row', { name: /ollama/ }).waitFor();
    const states = await page.evaluate(tellStates);
    const shapes = new Map(states.map(({ word, shape }) => [word, shape]));
    const words = ['Running', 'Unhealthy', 'Stopped', 'Starting'];
    expect(new Set(words.map((word) => shapes.get(word))).size).toBe(words.length);
    expect(words.filter((word) => !shapes.has(word))).toEqual([]);
    expect(states.filter(({ word, ink, text }) => word === '' || ink !== text)).toEqual([]);
  });

  it('a box that is not ticked shows no tick, and a button that cannot be pressed is as clear as others', async () => {
    await page.getByRole('button', { name: 'Columns of services' }).click();
    const choice = page.getByRole('dialog', { name: 'Columns of services' });
    const tick = (name: string) =>
      choice
        .locator('label', { hasText: name })
        .locator('svg')
        .evaluate((svg) => getComputedStyle(svg).visibility);
    expect([await tick('Image'), await tick('Project')]).toEqual(['visible', 'hidden']);
    const asAtFirst = choice.getByRole('button', { name: 'As at first' });
    expect(await asAtFirst.isDisabled()).toBe(true);
    expect(await asAtFirst.evaluate((button) => getComputedStyle(button).opacity)).toBe('1');
    await page.keyboard.press('Escape');
  });

  it('the page that one is on, and the button that acts, stand out from the others', async () => {
    const edge = (name: string) =>
      page
        .getByRole('link', { name, exact: true })
        .first()
        .evaluate((link) => getComputedStyle(link).borderLeftWidth);
    expect([await edge('Services'), await edge('Models')]).toEqual(['4px', '0px']);
    await openPlan(page);
    const ground = (name: string) =>
      page
        .getByRole('alertdialog')
        .getByRole('button', { name })
        .evaluate((button) => getComputedStyle(button).backgroundColor);
    expect(await ground('Restart ollama on local')).not.toBe(await ground('Cancel'));
  });
});

describe('with text of twice the size', () => {
  let large: Browser;
  let page: Page;
  beforeAll(async () => {
    large = await launch('--blink-settings=defaultFontSize=32');
    page = await open({ viewport: { width: 1280, height: 800 } }, large);
  });
  afterAll(() => large.close());

  it.each([
    ['/', 'Last events'],
    ['/services', 'gateway'],
    ['/tools', 'In quarantine'],
  ])('%s neither scrolls sideways nor cuts a name off, on a desk and on a phone', async (path, ready) => {
    await page.goto(`${backend.url}${path}`);
    await page.getByText(ready, { exact: true }).first().waitFor();
    for (const width of [1280, 900, 390]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await page.evaluate(tellWide)]).toEqual([width, { over: 0, cut: [] }]);
    }
  });

  it('a plan is whole, its icons have grown, and the lines of a log stand one below the other', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await openPlan(page);
    expect(await page.evaluate(tellWide)).toEqual({ over: 0, cut: [] });
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    const icon = await page.getByRole('button', { name: 'Search' }).locator('svg').boundingBox();
    expect(icon?.width).toBe(32);
    const { height, font, step } = await page.getByRole('log').evaluate(tellLines);
    expect(height).toBeGreaterThan(1.2 * font);
    expect(step).toBeGreaterThanOrEqual(height);
  });
});

/** Runs in the page before anything else: as which the library takes it. */
const AS_AN_IPHONE = `Object.defineProperties(Navigator.prototype, {
  platform: { get: () => 'iPhone' },
  maxTouchPoints: { get: () => 5 },
  userAgentData: { get: () => undefined },
});`;

describe('on an iPhone, as which the platform and the browser call themselves here', () => {
  let page: Page;
  const written = new Set<string>();
  const noteStyles = async () => {
    const texts = await page.locator('style').allTextContents();
    for (const text of texts) written.add(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  };
  beforeAll(async () => {
    const { defaultBrowserType: _, ...iPhone } = devices['iPhone 15'] ?? {};
    page = await open(iPhone);
    await page.addInitScript(AS_AN_IPHONE);
    await page.reload();
  });
  afterAll(() => page.context().close());

  it('menus, choices, the search and dialogs open within the content policy, which names just the styles that they write', async () => {
    await page.getByRole('button', { name: 'More for ollama' }).tap();
    await page.getByRole('menu').waitFor();
    await noteStyles();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Search' }).tap();
    await page.getByRole('combobox').waitFor();
    await noteStyles();
    await page.goto(`${backend.url}/tools/add`);
    await page.getByRole('button', { name: /Server/ }).tap();
    await page.getByRole('listbox').waitFor();
    await noteStyles();
    await openPlan(page);
    await noteStyles();
    expect(violations).toEqual([]);
    const policy = SECURITY_HEADERS['content-security-policy'] ?? '';
    expect([...written]).toEqual(policy.match(/'sha256-[^']*'/g));
  });
});

/** tellStates runs in the page: each shape of a state, with the word beside it and the colours of both. */
function tellStates() {
  return [...document.querySelectorAll('main svg[viewBox="0 0 16 16"]')].map((svg) => ({
    word: svg.parentElement?.textContent ?? '',
    shape: svg.innerHTML,
    ink: getComputedStyle(svg).color,
    text: getComputedStyle(svg.parentElement ?? svg).color,
  }));
}

/** tellWide runs in the page: how far it is wider than its window, and which names are hidden beyond an edge. */
function tellWide() {
  const named = document.querySelectorAll('h1, h2, main button, [role=alertdialog] button, td');
  return {
    over: document.documentElement.scrollWidth - innerWidth,
    cut: [...named]
      .filter(({ clientWidth, scrollWidth }) => clientWidth > 1 && scrollWidth > clientWidth + 1)
      .map(({ textContent }) => textContent),
  };
}

/** tellLines runs in the page: how high a line of a log is, its text, and where the next one begins. */
function tellLines(log: Element) {
  const lines = [...log.querySelectorAll('[data-index]')];
  const [one, next] = lines.map((line) => line.getBoundingClientRect());
  const font = Number.parseFloat(getComputedStyle(lines[0]?.firstElementChild ?? log).fontSize);
  return { height: one?.height ?? 0, font, step: (next?.top ?? 0) - (one?.top ?? 0) };
}

describe('what is pressed', () => {
  const TOUCH = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
  const tooSmall = (page: Page, least: number) =>
    page.evaluate((px) => {
      const parts = document.querySelectorAll<HTMLElement>(
        'main :is(th, [data-row]) :is(a, button), main th button',
      );
      const seen = [...parts].filter((part) => part.checkVisibility({ visibilityProperty: true }));
      return [
        seen.length > 0,
        seen
          .filter((part) => part.getBoundingClientRect().height < px - 0.5)
          .map((part) => part.outerHTML.slice(0, 120)),
      ];
    }, least);

  async function expectHigh(page: Page, least: number): Promise<void> {
    for (const path of ['/audit', '/services', '/keys', '/tools', '/models', `/timeline/${STORY}`]) {
      await page.goto(`${backend.url}${path}`);
      await page.locator('main [data-row]').first().waitFor();
      expect([path, ...(await tooSmall(page, least))]).toEqual([path, true, []]);
    }
  }

  it('in rows and their headers is 44 px high for a finger', async () => {
    const page = await open(TOUCH);
    await expectHigh(page, 44);
    await page.context().close();
  });

  it('in rows and their headers is 26 px high, and stays so with rows put closer together, which is remembered', async () => {
    const page = await open({});
    await expectHigh(page, 26);
    await page.goto(`${backend.url}/audit`);
    const row = page.locator('tbody tr[data-row]').first();
    const height = async () => (await row.boundingBox())?.height ?? 0;
    await row.waitFor();
    expect(await height()).toBeGreaterThanOrEqual(40);
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('button', { name: 'Put rows closer together' }).click();
    await page.reload();
    await row.waitFor();
    expect(await height()).toBeLessThanOrEqual(34);
    expect(await tooSmall(page, 26)).toEqual([true, []]);
    await page.context().close();
  });
});
