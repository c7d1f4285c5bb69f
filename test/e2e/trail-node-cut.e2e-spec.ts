import { mkdir, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { auditTrail } from '@app/audit';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Operations } from './operations.ts';

let ops: Operations;
/** Takes its time to stop, so that its node is cut off before a restart of it has ended. */
const SLOW = serviceEntry('vllm', BUSYBOX_IMAGE, "trap 'sleep 3; exit 0' TERM");

beforeAll(async () => {
  ops = await startOperations(['web'], { gpu: ['vllm'] });
  await ops.gpu?.project.write(SLOW);
  await ops.gpu?.project.compose('up', '-d', '--timeout', '0');
}, 120_000);
afterAll(() => ops?.close(), 60_000);

/** The way from Caddy to the engine breaks, and is there again when the returned function is called. */
async function cut(): Promise<() => Promise<void>> {
  const { engine, recorded } = ops.gpu?.node ?? {};
  if (engine === undefined || recorded === undefined) throw new Error('there is no second node');
  await recorded.close();
  return async () => {
    await mkdir(dirname(recorded.socket), { recursive: true });
    await symlink(engine.socket, recorded.socket);
  };
}

async function startedAt(): Promise<string | undefined> {
  const { body } = await ops.call('GET', '/services/vllm?node=gpu');
  return (body as unknown as { containers: { started_at: string }[] }).containers[0]?.started_at;
}

it('an action whose node was cut off in the middle is unknown, and found out about when the node is back', async () => {
  const before = await startedAt();
  const asked = ops.call('POST', '/services/vllm/restart?node=gpu', { body: { confirm: true } });
  await ops.gpu?.node.recorded.called(({ path }) => path.includes('/restart'));
  const mend = await cut();
  const { status, body } = await asked;
  expect([status, body['code']]).toEqual([502, 'node_outcome_unknown']);
  const outcome = await ops.audited(
    ({ result, resource }) => resource === 'gpu/vllm' && result === 'unknown',
  );
  const intent = String(outcome.metadata['intent']);
  expect(await auditTrail(ops.auditFolder, intent)).toHaveLength(2);
  const metrics = await (await fetch(`${ops.url}/metrics`)).text();
  expect(metrics).toContain('switchyard_audit_unknown_outcomes 1');

  await mend();
  const verdict = await ops.audited(({ action }) => action === 'reconcile');
  const happened = (await startedAt()) !== before;
  expect(verdict).toMatchObject({
    resource: 'gpu/vllm',
    actor: 'system',
    result: happened ? 'ok' : 'error',
    metadata: {
      intent,
      of: 'restart',
      verdict: happened ? 'happened' : 'did_not_happen',
      evidence: { containers: [{ happened }] },
    },
  });
  expect(await auditTrail(ops.auditFolder, intent)).toHaveLength(3);
}, 90_000);
