import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mintKey } from '@app/auth';
import { freeLoopbackPort } from '../../deploy/local/free-port.ts';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { CommandRun, type CommandEnd } from './command-run.ts';
import { meddlingProxy } from './meddling-proxy.ts';
import { startOperations, TOKEN, type Operations } from './operations.ts';

const WEB_ONLY = { id: 'web-only', key: mintKey(), roles: ['operator'], services: ['web'] };
const CI = { id: 'ci', key: mintKey(), roles: ['deployer'], services: ['web'] };
const NEXT_IMAGE = 'switchyard/busybox:2';
const SLOWLY = "trap 'sleep 3; exit 0' TERM; echo up";
const ENTRIES = [
  serviceEntry('web', BUSYBOX_IMAGE, 'echo up'),
  serviceEntry('slow', BUSYBOX_IMAGE, SLOWLY),
  serviceEntry('redis', BUSYBOX_IMAGE, 'echo up'),
];

let ops: Operations;

beforeAll(async () => {
  const workerEnv = { WORKER_STEADY_SEC: '1' };
  ops = await startOperations([], { holders: [WEB_ONLY, CI], entries: ENTRIES.join(''), workerEnv });
}, 90_000);
afterAll(() => ops?.close(), 60_000);

const imageOfWeb = async () => {
  const { body } = await ops.call('GET', '/services/web');
  return (body as { containers?: { image: string }[] }).containers?.map(({ image }) => image);
};

const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout;

type Variables = Readonly<Record<string, string>>;
const variables = (more: Variables): Variables => ({ OPS_URL: ops.url, OPS_KEY: TOKEN, ...more });
const make = (target: string, more: Variables): Promise<CommandEnd> =>
  new CommandRun('make', [target], variables(more)).end;
const start = (command: string, more: Variables): CommandRun =>
  new CommandRun('sh', ['deploy/ops/ops.sh', command], variables(more));
const run = (command: string, more: Variables): Promise<CommandEnd> => start(command, more).end;
const eventsOf = async (action: string) => (await ops.audit()).filter((event) => event.action === action);

it('make ops-restart shows the plan, confirms that very plan and follows the job to its end', async () => {
  const { code, out } = await make('ops-restart', { SERVICE: 'web', YES: '1' });
  expect(out).toMatch(/web +restart +[0-9a-f]{12} +running/);
  expect(out).toMatch(/started\n[^]*restart web\n[^]*outcome: ok\n/);
  expect(code).toBe(0);
  const [intent, outcome] = await eventsOf('restart');
  expect(intent?.metadata['plan']).toBe(/sha256:[0-9a-f]{64}/.exec(out)?.[0]);
  expect(outcome?.result).toBe('ok');
}, 30_000);

it('what a timer runs says so, and a word that ops does not know is refused before anything is asked', async () => {
  const { code } = await make('ops-restart', { SERVICE: 'web', YES: '1', REQUEST_ORIGIN: 'schedule' });
  expect(code).toBe(0);
  const [intent] = (await eventsOf('restart')).slice(-2);
  expect(intent).toMatchObject({ result: 'intent', metadata: { said_by_caller: { origin: 'schedule' } } });
  const wrong = await run('restart', { SERVICE: 'web', YES: '1', REQUEST_ORIGIN: 'cron' });
  expect([wrong.code, wrong.complaint]).toEqual([
    2,
    'REQUEST_ORIGIN: got cron, wanted one of chat, api, mcp, ci, schedule\n',
  ]);
}, 30_000);

it('make ops-services lists what runs', async () => {
  const { code, out } = await make('ops-services', {});
  expect(out).toMatch(/local +web +running/);
  expect(out).toMatch(/local +redis +running.*protected/);
  expect(code).toBe(0);
}, 30_000);

it('a plan is shown and changes nothing', async () => {
  const { code, out } = await make('ops-plan', { ACTION: 'stop', SERVICE: 'web' });
  expect(out).toMatch(/web +stop +[0-9a-f]{12} +running/);
  expect(code).toBe(0);
  expect(await eventsOf('stop')).toEqual([]);
}, 30_000);

it('without a terminal and without YES the plan is shown, and nothing is done', async () => {
  const { code, out, complaint } = await run('stop', { SERVICE: 'web' });
  expect(code).toBe(2);
  expect(out).toMatch(/web +stop/);
  expect(complaint).toContain('YES=1');
  expect(await eventsOf('stop')).toEqual([]);
}, 30_000);

it('on a terminal it asks, and no means no', async () => {
  const asked = new CommandRun(
    'script',
    ['--quiet', '--return', '--command', 'sh deploy/ops/ops.sh stop', '/dev/null'],
    variables({ SERVICE: 'web' }),
  );
  await asked.printed('Do this? [y/N]');
  asked.answer('n\n');
  const { code, out } = await asked.end;
  expect(out).toContain('Nothing was done.');
  expect(code).toBe(1);
  expect(await eventsOf('stop')).toEqual([]);
}, 30_000);

it('a plan that reality has left behind exits 3, and nothing is done', async () => {
  const before = (await eventsOf('restart')).length;
  let dryRuns = 0;
  const proxy = await meddlingProxy(ops.url, {
    before: async ({ url }) => {
      if (url?.startsWith('/services/web/') && ++dryRuns === 2) await ops.project.compose('restart', 'web');
    },
  });
  const { code, complaint } = await run('restart', { OPS_URL: proxy.url, SERVICE: 'web', YES: '1' });
  await proxy.close();
  expect(complaint).toContain('plan_outdated');
  expect(code).toBe(3);
  expect(await eventsOf('restart')).toHaveLength(before);
}, 60_000);

it('a lost connection is taken up again after the last event, and no event is shown twice', async () => {
  const asked: (string | undefined)[] = [];
  const isStream = (url: string | undefined) => url?.endsWith('/events') === true;
  const proxy = await meddlingProxy(ops.url, {
    before: ({ url, headers }) => {
      if (isStream(url)) asked.push(headers['last-event-id']?.toString());
    },
    cut: ({ url }) => isStream(url) && asked.length < 3,
  });
  const { code, out } = await run('restart', { OPS_URL: proxy.url, SERVICE: 'slow', YES: '1' });
  await proxy.close();
  expect(code).toBe(0);
  expect(asked.length).toBeGreaterThanOrEqual(3);
  expect(asked.slice(1).every((id) => id !== undefined)).toBe(true);
  for (const once of ['queued', 'started', 'restart slow', 'outcome: ok']) {
    expect([once, out.split(`${once}\n`).length - 1]).toEqual([once, 1]);
  }
}, 60_000);

it('an answer that never came is asked for again, and the change is made once', async () => {
  const before = (await eventsOf('start')).length;
  let confirmed = 0;
  const proxy = await meddlingProxy(ops.url, {
    drop: ({ headers }) => headers['idempotency-key'] !== undefined && ++confirmed === 1,
  });
  const { code } = await run('start', { OPS_URL: proxy.url, SERVICE: 'web', YES: '1' });
  await proxy.close();
  expect(code).toBe(0);
  expect(confirmed).toBe(2);
  expect(await eventsOf('start')).toHaveLength(before + 2);
}, 60_000);

it('a command that is told to end leaves the job to itself, and says how to follow it', async () => {
  const command = start('stop', { SERVICE: 'slow', YES: '1' });
  await command.printed('stop slow');
  command.signal('SIGTERM');
  const { code, complaint } = await command.end;
  expect(code).toBe(4);
  const job = /make ops-follow JOB=(\S+)/.exec(complaint)?.[1] ?? '';
  expect(complaint).toContain(`make ops-cancel JOB=${job}`);
  const followed = await run('follow', { JOB: job });
  expect(followed.out).toContain('outcome: ok');
  expect(followed.code).toBe(0);
}, 60_000);

describe('a deployment', () => {
  const images = { IMAGES: `web=${NEXT_IMAGE}`, PULL: 'missing' };
  let deployment: string;

  beforeAll(async () => {
    // Another image, or there would be nothing to deploy.
    const socket = ['--host', `unix://${ops.engine.socket}`];
    const container = (await docker(...socket, 'create', '--label', 'next=1', BUSYBOX_IMAGE, 'true')).trim();
    await docker(...socket, 'commit', container, NEXT_IMAGE);
    await docker(...socket, 'rm', container);
  }, 60_000);

  it('from CI shows its plan, is followed to its end, and says how to go back', async () => {
    const ci = new CommandRun('sh', ['deploy/ci/deploy.sh'], variables({ ...images, OPS_KEY: CI.key }));
    const { code, out, complaint } = await ci.end;
    expect([code, out, complaint].join('\n')).toMatch(/^0\n/);
    expect(out).toMatch(/Plan: deploy on local\n.*\n.*web +recreate.*switchyard\/busybox:2/);
    expect(out).toContain('outcome: ok');
    expect(complaint).toContain('No audit head: forbidden');
    deployment = /make ops-rollback DEPLOYMENT=(\S+)/.exec(out)?.[1] ?? '';
    expect(await imageOfWeb()).toEqual([NEXT_IMAGE]);
    const said_by_caller = { origin: 'ci' };
    expect(await eventsOf('deploy')).toMatchObject([
      { actor: 'ci', result: 'intent', event_id: deployment, metadata: { said_by_caller } },
      { result: 'ok', metadata: { said_by_caller } },
    ]);
  }, 120_000);

  it('is rolled back', async () => {
    const { code, out } = await make('ops-rollback', { DEPLOYMENT: deployment, YES: '1' });
    expect(out).toContain('outcome: ok');
    expect(code).toBe(0);
    expect(await imageOfWeb()).toEqual([BUSYBOX_IMAGE]);
  }, 120_000);

  it('of an image that is nowhere exits 1, and the service goes on', async () => {
    const { code, out, complaint } = await run('deploy', {
      IMAGES: 'web=switchyard/nowhere:1',
      PULL: 'missing',
      YES: '1',
    });
    expect(`${out}${complaint}`).toMatch(/image|pull/);
    expect(code).toBe(1);
    expect(await imageOfWeb()).toEqual([BUSYBOX_IMAGE]);
  }, 120_000);
});

it('what a service wrote is shown, and followed when that is wished', async () => {
  expect(await make('ops-logs', { SERVICE: 'web' })).toMatchObject({
    code: 0,
    out: expect.stringContaining('up\n'),
  });
  const following = start('logs', { SERVICE: 'web', FOLLOW: '1' });
  await following.printed('up\n');
  following.signal('SIGINT');
  expect((await following.end).code).toBe(0);
}, 60_000);

it('make audit-verify holds the audit against a head that was kept', async () => {
  const { body } = await ops.call('GET', '/audit/head');
  const head = join(ops.project.directory, 'head.json');
  await writeFile(head, JSON.stringify(body));
  await run('restart', { SERVICE: 'web', YES: '1' });
  const { code, out } = await make('audit-verify', { FOLDER: ops.auditFolder, HEAD: head });
  expect(out).toContain('The audit log is whole.');
  expect(out).toMatch(/the head proves events up to \d+/);
  expect(code).toBe(0);
}, 60_000);

describe('what is refused exits 1, in words', () => {
  it.each([
    ['an unknown key', { SERVICE: 'web', OPS_KEY: 'not-a-key-that-anybody-gave-out-00' }, 'unauthorized'],
    ['a service outside the scopes', { SERVICE: 'slow', OPS_KEY: WEB_ONLY.key }, 'forbidden'],
    ['a service that is not there', { SERVICE: 'nothing' }, 'service_not_found'],
    ['a node that is not there', { SERVICE: 'web', NODE: 'moon' }, 'node_not_found'],
    ['a service that carries the control plane', { SERVICE: 'redis' }, 'service_protected'],
  ])('%s', async (_, more: Variables, code) => {
    const end = await run('restart', { ...more, YES: '1' });
    expect(end.complaint).toContain(code);
    expect(end.code).toBe(1);
    expect(`${end.out}${end.complaint}`).not.toContain(variables(more)['OPS_KEY']);
  });

  it('an ops that is not there', async () => {
    const { code, complaint } = await run('restart', {
      OPS_URL: `http://127.0.0.1:${await freeLoopbackPort()}`,
      SERVICE: 'web',
      YES: '1',
    });
    expect(complaint).toContain('ops cannot be reached: ECONNREFUSED');
    expect(code).toBe(1);
  });
});

describe('wrong usage exits 2, and names what is wanted', () => {
  it.each([
    ['restart', {}, 'SERVICE: got nothing'],
    ['plan', { SERVICE: 'web' }, 'ACTION: got nothing'],
    ['plan', { SERVICE: 'web', ACTION: 'explode' }, 'ACTION: got explode, wanted one of start'],
    ['deploy', { IMAGES: 'web' }, 'IMAGES: got web, wanted service=image'],
    ['explode', {}, 'command: got explode, wanted one of services'],
    ['services', { OPS_URL: 'http://user:password@host' }, 'OPS_URL: wanted http://host'],
  ])('%s %j', async (command, more: Variables, complaint) => {
    const end = await run(command, more);
    expect(end.complaint).toContain(complaint);
    expect(end.code).toBe(2);
  });
});
