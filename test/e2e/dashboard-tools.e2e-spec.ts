import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../dashboard/axe.ts';
import { launch, openSignedIn, startOver } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';

let backend: FakeBackend;
let browser: Browser;
let page: Page;
let violations: string[];

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
  ({ page, violations } = await openSignedIn(browser, backend.url));
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
afterEach(async () => {
  expect(violations).toEqual([]);
  backend.role = 'admin';
  await startOver(page);
});

const open = (path: string) => page.goto(`${backend.url}${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name });
const confirm = (name: string) => page.getByRole('alertdialog').getByRole('button', { name }).click();
function toolCall(actor: string, tool: string, deniedBy?: string): void {
  const ended =
    deniedBy === undefined ? { result: 'ok' } : { result: 'denied', metadata: { rule: deniedBy } };
  backend.audit.append({ action: 'tool_call', resource: `github/${tool}`, actor, ...ended });
}
const called = (call: string) => backend.calls.filter((one) => one === call).length;

it('a tool that calls itself something else is blocked after its words were seen, and approved after all', async () => {
  await open('/tools');
  const waiting = page.getByRole('article', { name: 'github/create_issue' });
  await waiting.getByText('U+202E right-to-left override').waitFor();
  expect(await waiting.getByText('Changed', { exact: true }).count()).toBe(1);
  expect(await waiting.locator('ins').first().innerText()).toBe('any');
  await waiting.getByText('Policy and scopes let ann-laptop call it.').waitFor();
  await waiting.getByText(/^In the last 24 h it was called by ann \(\d+ calls\)/).waitFor();
  await button(/^Keep in quarantine/).click();
  await page.reload();
  await waiting.getByText('kept in quarantine').waitFor();
  expect(await waiting.locator('ins').count()).toBe(0);
  await button(/^Show the changes/).click();
  await waiting.locator('ins').first().waitFor();
  await button(/^Block/).click();
  await page.getByRole('alertdialog').getByText('Policy and scopes let ann-laptop call it.').waitFor();
  await confirm('Block this version of github/create_issue');
  await button('Show 1 blocked tool').click();
  expect(await page.getByRole('row', { name: /github/ }).innerText()).toContain('1 blocked');
  await button(/^Approve this version/).click();
  await confirm('Approve this version of github/create_issue');
  await waiting.waitFor({ state: 'detached' });
  expect(await page.getByRole('row', { name: /github/ }).innerText()).toContain('4 allowed');
});

it('arguments are sent as they were typed: empty is absent, null is chosen, large integers are whole', async () => {
  await open('/tools/servers/github?tool=search_issues');
  await page.getByLabel('after_id').fill('9007199254740993');
  await button('Call search_issues').click();
  await page.getByText('It is required.').waitFor();
  await page.getByLabel('query, required').fill('focus ring');
  await button('Send null for repository').click();
  await button('Add an item to labels').click();
  await page.getByLabel('labels 1, required').fill('bug');
  await page.getByRole('button', { name: 'Which where' }).click();
  await page.getByRole('option', { name: 'in: comments' }).click();
  await page.getByLabel('author').fill('ana');
  const preview = page.getByRole('region', { name: 'Will be sent' });
  await preview.getByText('"after_id": 9007199254740993').waitFor();
  await preview.getByText('reaches the tool as it is written here').waitFor();
  const sent = page.waitForRequest((request) => request.url().endsWith('/mcp/servers/github/call'));
  await button('Call search_issues').click();
  expect((await sent).postData()).toBe(
    '{"tool":"search_issues","arguments":{"query":"focus ring","repository":null,"after_id":9007199254740993,' +
      '"labels":["bug"],"where":{"in":"comments","author":"ana"}}}',
  );
  await page.getByText('Nothing else was found.').first().waitFor();
  await page.getByText('As JSON', { exact: true }).click();
  await page.getByRole('region', { name: 'Result' }).getByText('"next_id": 9007199254740993').waitFor();
  await page.getByRole('link', { name: 'Timeline of this call' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

it('what is no value stays as it was typed and keeps the call from being sent; JSON is another view of it', async () => {
  await open('/tools/servers/github?tool=search_issues');
  const before = backend.tools.calls.length;
  await page.getByLabel('query, required').fill('x1');
  await page.getByLabel('after_id').fill('12e');
  await page.getByText('It is no whole number.').waitFor();
  await button('Call search_issues').click();
  expect(await page.getByLabel('after_id').inputValue()).toBe('12e');
  await page.getByLabel('after_id').fill('12');
  await page.getByRole('tab', { name: 'JSON' }).click();
  await page.getByLabel('Arguments as JSON').fill('{"query": "x2", "other": 1}');
  await page.getByRole('tab', { name: 'Form' }).click();
  await page.getByText('The form cannot show this value').waitFor();
  await page.getByLabel('Arguments as JSON').fill('{"query": "forbidden"}');
  await page.getByRole('tab', { name: 'Form' }).click();
  expect(await page.getByLabel('query, required').inputValue()).toBe('forbidden');
  expect(backend.tools.calls.length).toBe(before);
  await button('Call search_issues').click();
  await page.getByText('Denied', { exact: true }).waitFor();
  await page.getByText('tools.deny holds "search_*".').waitFor();
});

it('a tool that may destroy something is called after its plan alone, and once', async () => {
  await open('/tools/servers/github?tool=delete_branch');
  const before = backend.tools.calls.length;
  await page.getByLabel('branch, required').fill('old');
  await button('Plan a call of delete_branch').click();
  await page.getByRole('alertdialog').getByText('{"branch":"old"}').waitFor();
  expect(backend.tools.calls.length).toBe(before);
  await confirm('Call github/delete_branch');
  await page.getByText('Done: delete_branch').first().waitFor();
  expect(backend.tools.calls.length).toBe(before + 1);
});

it('a policy shows who may call before and after, and one that is wider asks for the name and a reason', async () => {
  for (let calls = 0; calls < 3; calls += 1) toolCall('ci', 'ping', 'server.deny_clients');
  await open('/tools/servers/github?tab=policy');
  await page.getByLabel('Clients that may not').fill('');
  const passing = '3 refused calls of ci to ping in the last 24 h would have passed.';
  await page.getByRole('region', { name: 'What it would have done' }).getByText(passing).waitFor();
  const client = page.getByLabel('Client', { exact: true });
  expect(
    await client.evaluate((field: HTMLInputElement) =>
      [...(field.list?.options ?? [])].map(({ value }) => value),
    ),
  ).toContain('ann-laptop');
  await client.fill('ci');
  await page.getByLabel('Tool', { exact: true }).fill('ping');
  await button('Ask the router').click();
  await page.getByText('May not call').waitFor();
  await page.getByText('With these changes').waitFor();
  await page.getByText('May call', { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('ask')).toBe('ci ping');
  await button('Plan the change').click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('Wider than before').waitFor();
  await dialog.getByText(passing).waitFor();
  expect(await dialog.getByRole('button', { name: 'Save the policy of github' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Type github to confirm').fill('github');
  await dialog.getByLabel('Reason').fill('the pipeline needs it');
  await confirm('Save the policy of github');
  await page.getByText('The policy of github holds.').first().waitFor();
  expect(called('PUT /bff/router/api/mcp/registry')).toBe(1);
});

it('a question about a policy can be sent on as a link', async () => {
  await open('/tools/servers/github?tab=policy&ask=ci%20ping');
  await page.getByText('May not call').waitFor();
  expect(await page.getByLabel('Tool', { exact: true }).inputValue()).toBe('ping');
});

it('a narrower policy names whose calls of the last day it meets, and is planned anew when there is another', async () => {
  await open('/tools/servers/github?tab=policy');
  await page.getByLabel('Tools that may not').fill('create_*');
  const met = (client: string) =>
    new RegExp(`calls? of ${client} to create_issue in the last 24 h would have been refused`);
  await page.getByText(met('ann')).waitFor();
  await button('Plan the change').click();
  const dialog = page.getByRole('alertdialog', { name: 'Save the policy of github' });
  await dialog.getByText(met('ann')).waitFor();
  const before = called('PUT /bff/router/api/mcp/registry');
  toolCall('bob', 'create_issue');
  await confirm('Save the policy of github');
  await dialog.getByText(met('bob')).waitFor();
  expect(called('PUT /bff/router/api/mcp/registry')).toBe(before);
});

it('a shorter limit of time names whose calls of the last day took longer', async () => {
  for (const seconds of [11, 12, 40, 3])
    backend.audit.append({
      action: 'tool_call',
      resource: 'github/ping',
      actor: 'eve',
      result: 'ok',
      metadata: { duration_ms: seconds * 1_000 },
    });
  await open('/tools/servers/github?tab=policy');
  await page.getByLabel('Seconds that a call may take').fill('10');
  const met = '3 calls of eve to ping in the last 24 h took longer than 10 s, and would have been cut.';
  const effect = page.getByRole('region', { name: 'What it would have done' });
  await effect.getByText(met).waitFor();
  await page.getByLabel('Calls a minute of each client').fill('5');
  await effect.getByText('What another limit of calls a minute would have done is not counted.').waitFor();
  await button('Plan the change').click();
  await page.getByRole('alertdialog', { name: 'Save the policy of github' }).getByText(met).waitFor();
  await page.keyboard.press('Escape');
});

it('a server is added with the names of its variables, disabled, and removed by its name', async () => {
  await open('/tools/add');
  await page.getByRole('tab', { name: 'URL' }).click();
  await page.getByLabel('Address', { exact: true }).fill('https://new.example.lan/mcp');
  await page.getByLabel('Name', { exact: true }).fill('newcomer');
  await page.getByLabel('Variables that it requires').fill('NEW_TOKEN=secret');
  await button('Plan the addition').click();
  await page.getByText('Names alone, one a line: values are kept elsewhere.').waitFor();
  await page.getByLabel('Variables that it requires').fill('NEW_TOKEN');
  await page.getByText('data/mcp/.env').waitFor();
  await button('Plan the addition').click();
  await confirm('Add newcomer');
  await page.getByRole('heading', { name: 'newcomer', level: 1 }).waitFor();
  await button('Disable newcomer').click();
  await confirm('Disable newcomer');
  await page.getByText('Disabled', { exact: true }).waitFor();
  await button('Remove newcomer').click();
  await page.getByLabel('Type newcomer to confirm').fill('newcomer');
  await page.getByLabel('Reason').fill('it was a test');
  await confirm('Remove newcomer');
  await page.getByText('There is no tool server newcomer').waitFor();
});

it('a server of the catalogue is added with what it asks for, by a plan that says what runs', async () => {
  await open('/tools/add');
  await button('Plan the addition').click();
  await page.getByText('Choose a server.').waitFor();
  await button(/Server/).click();
  await page.getByRole('option', { name: 'folders' }).click();
  await page.getByText('Reads, writes and searches files').waitFor();
  await page.getByText('FOLDERS_TOKEN').waitFor();
  await button('Plan the addition').click();
  await page.getByText('It is required.').waitFor();
  await page.getByLabel('folder, required').fill('/srv/one\n/srv/two');
  await page.getByLabel('Name', { exact: true }).fill('my-folders');
  await button('Plan the addition').click();
  const plan = page.getByRole('alertdialog', { name: 'Add my-folders' });
  await plan.getByText('added and enabled: npm @x/server-folders@1.2.0, folder: /srv/one /srv/two').waitFor();
  await plan.getByText('Set already in data/mcp/.env or as secrets: FOLDERS_TOKEN').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await confirm('Add my-folders');
  await page.getByRole('heading', { name: 'my-folders', level: 1 }).waitFor();
  expect(backend.tools.added.at(-1)).toEqual({
    server: 'my-folders',
    catalog: 'folders',
    choice: { package: 0, values: { folder: ['/srv/one', '/srv/two'] } },
  });
});

it('the only call of a quiet server is found behind ten thousand events; of a busy one, older calls are read on', async () => {
  const [oldest] = backend.audit.events;
  Object.assign(oldest ?? {}, {
    action: 'tool_call',
    resource: 'atlas/find_place',
    result: 'ok',
    actor: 'ann',
  });
  await open('/tools/servers/atlas?tab=calls');
  await page.getByText('1 call', { exact: true }).waitFor();
  await page.getByRole('row', { name: /find_place/ }).waitFor();
  await page.goto(`${backend.url}/tools/servers/files?tab=calls`);
  await page.getByText('At least 100 calls').waitFor();
  await button('Show older calls').click();
  await page.getByText('At least 200 calls').waitFor();
});

it("a server's log is followed, searched, paused and saved, with what the router saw of the server", async () => {
  await open('/tools/servers/github?tab=log');
  const log = page.getByRole('log', { name: 'Log of github' });
  await log.getByText('the scribe is there').waitFor();
  await log.getByText('ERROR The connection broke off: it was killed by SIGKILL').waitFor();
  await page.getByText('Following').waitFor();
  expect(await log.getByTitle('Router', { exact: true }).count()).toBeGreaterThan(0);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByLabel('Find in log').fill('rate limit');
  await log.getByText('WARNING github: {"left":3,"of":"rate limit"}').waitFor();
  expect(await log.getByText('the scribe is there').count()).toBe(0);
  await page.getByLabel('Find in log').fill('');
  await button('Pause').click();
  backend.tools.log.say('came later');
  await button('1 new line, go to the end').click();
  await log.getByText('came later').waitFor();
  backend.tools.log.cut();
  await log.getByText('Lines are missing here').waitFor();
  const saved = page.waitForEvent('download');
  await button('Download these lines').click();
  expect((await saved).suggestedFilename()).toBe('mcp-github.log');
});

it('a log that the policy keeps from its reader says so', async () => {
  backend.tools.log.isForbidden = true;
  await open('/tools/servers/github?tab=log');
  await page.getByText('The policy keeps "vera" from github').waitFor();
  backend.tools.log.isForbidden = false;
});

it('a viewer sees everything and changes nothing', async () => {
  backend.role = 'viewer';
  await open('/tools');
  await page.getByRole('link', { name: 'github', exact: true }).waitFor();
  for (const name of [/^Disable/, /^Enable/, /^Approve/, /^Block /, /^More for/])
    expect(await button(name).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Add a server' }).count()).toBe(0);
  await page.goto(`${backend.url}/tools/servers/crawler`);
  const age =
    /^The server does not answer since \S+ \S+; this is its last good list, and what is newest in it is of/;
  await page.getByText(age).waitFor();
  await page.goto(`${backend.url}/tools/servers/github?tab=policy`);
  expect(await page.getByLabel('Clients that may call').isDisabled()).toBe(true);
});
