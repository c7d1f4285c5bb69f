import { Gate } from '../fakes/gate.ts';
import { layer, pullEnd } from '../fakes/ollama-pulls.ts';
import type { SentEvent } from './event-reader.ts';
import { KEYS, LibraryBed } from './library-bed.ts';
import { until } from './until.ts';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;
let bed: LibraryBed;

beforeAll(async () => void (bed = await LibraryBed.start()));
afterAll(() => bed.close());

const pull = (body: object, key?: string) => bed.post('/api/models/pulls', body, key);
const idOf = ({ body }: { body: Record<string, unknown> }) => String(body['id']);
const ends = ({ event }: SentEvent) => ['done', 'failed', 'cancelled'].includes(event);
const view = async (id: string) => (await bed.get(`/api/models/pulls/${id}`)).body;
const stateOf = (id: string, state: string) =>
  until(
    () => view(id),
    (body) => body['state'] === state,
  );

describe('a pull', () => {
  it('goes on without its asker, and two who watch see the same progress to the end', async () => {
    const half = new Gate();
    bed.stack.ollama.scriptPull('new:1b', [
      layer(A, 1000),
      layer(A, 1000, 400),
      layer(B, 200, 200),
      { until: half.opened },
      layer(A, 1000, 1000),
      ...pullEnd('d1'),
    ]);
    const started = await pull({ model: 'new:1b' }, KEYS.operator);
    expect(started.status).toBe(202);
    const id = idOf(started);
    expect(started.headers.get('location')).toBe(`/api/models/pulls/${id}`);
    const tabs = [bed.watch(id), bed.watch(id)];
    const isHalf = ({ data }: SentEvent) => data['completed_bytes'] === 600;
    const firsts = await Promise.all(tabs.map((tab) => tab.until(isHalf)));
    expect(firsts[0]?.at(-1)?.data).toMatchObject({
      state: 'running',
      total_bytes: 1200,
      layers: [
        { digest: A, completed_bytes: 400, total_bytes: 1000 },
        { digest: B, completed_bytes: 200, total_bytes: 200 },
      ],
    });
    half.open();
    const lasts = await Promise.all(tabs.map(async (tab) => (await tab.until(ends)).at(-1)));
    expect(lasts[0]).toMatchObject({ event: 'done' });
    expect(lasts[0]?.data).toMatchObject({ digest_before: null, digest_after: 'd1', tag_moved: false });
    expect(lasts[1]).toEqual(lasts[0]);
    expect(await bed.model('ollama/new:1b')).toMatchObject({ state: 'ready', digest: 'd1' });
    const answer = await bed.chat('new:1b', 'chat-on-new');
    expect(answer.status).toBe(200);
    await answer.text();
  });

  it('is not begun twice: the same model is answered with the one that runs', async () => {
    const never = new Gate();
    bed.stack.ollama.scriptPull('once:1b', [{ until: never.opened }]);
    const [first, second] = await Promise.all([
      pull({ model: 'once:1b' }),
      pull({ model: 'ollama/once:1b' }),
    ]);
    expect(idOf(second)).toBe(idOf(first));
    await bed.stack.ollama.request('/api/pull', ({ bytes }) => bytes.includes('once:1b'));
    const pulls = bed.stack.ollama.requests.filter(({ path }) => path === '/api/pull');
    expect(pulls.filter(({ bytes }) => bytes.includes('once:1b'))).toHaveLength(1);
    await bed.post(`/api/models/pulls/${idOf(first)}/cancel`, {});
  });

  it('that is cancelled is broken off at the provider, and says so to the audit', async () => {
    const never = new Gate();
    bed.stack.ollama.scriptPull('slow:1b', [layer(A, 1000, 10), { until: never.opened }]);
    const said = { 'x-request-origin': 'schedule' };
    const started = await bed.call('POST', '/api/models/pulls', { model: 'slow:1b' }, undefined, said);
    const requestId = started.headers.get('x-request-id') ?? '';
    const upstream = await bed.stack.ollama.request('/api/pull', ({ bytes }) => bytes.includes('slow:1b'));
    const tab = bed.watch(idOf(started));
    await tab.next();
    const cancelled = await bed.post(`/api/models/pulls/${idOf(started)}/cancel`, {}, KEYS.operator);
    expect(cancelled.body).toMatchObject({ state: 'cancelled', error: null });
    expect(await upstream.ended).toBe('aborted');
    expect((await tab.until(ends)).at(-1)?.event).toBe('cancelled');
    const told = await until(
      () => bed.audited(requestId),
      (entries) => entries.length === 2,
    );
    expect(told.map(({ action, result, resource }) => [action, result, resource])).toEqual([
      ['model_pull', 'intent', 'model/ollama/slow:1b'],
      ['model_pull', 'error', 'model/ollama/slow:1b'],
    ]);
    expect(told[1]?.metadata).toMatchObject({ code: 'pull_cancelled', cancelled_by: 'operator' });
    // The end as well, though it comes when the request is long over, and by somebody else's.
    for (const { metadata } of told)
      expect(metadata).toMatchObject({ said_by_caller: { origin: 'schedule' } });
  });

  it('of a model that nobody has fails in the words for that', async () => {
    const id = idOf(await pull({ model: 'no-such-model' }));
    expect(await stateOf(id, 'failed')).toMatchObject({ error: { code: 'model_not_found' } });
  });

  it('that breaks off half way is a failure, not an end', async () => {
    bed.stack.ollama.scriptPull('torn:1b', [layer(A, 1000, 10)]);
    const id = idOf(await pull({ model: 'torn:1b' }));
    expect(await stateOf(id, 'failed')).toMatchObject({ error: { code: 'upstream_incomplete' } });
  });

  it('of a model that is there wants a confirmation, and says that the tag moved', async () => {
    bed.stack.ollama.scriptPull('gemma3:4b', pullEnd('another-digest'));
    expect(await pull({ model: 'gemma3:4b' })).toMatchObject({
      status: 400,
      body: { code: 'confirm_required' },
    });
    const id = idOf(await pull({ model: 'gemma3:4b', confirm: true }));
    expect(await stateOf(id, 'done')).toMatchObject({ tag_moved: true, digest_after: 'another-digest' });
  });

  it('goes on where a reader was, and has no more once the last event was read', async () => {
    bed.stack.ollama.scriptPull('more:1b', pullEnd('d3'));
    const id = idOf(await pull({ model: 'more:1b' }));
    await stateOf(id, 'done');
    const last = (await bed.watch(id).until(ends)).at(-1)?.id ?? '';
    const resumed = await bed.watch(id, String(Number(last) - 1)).until(ends);
    expect(resumed.map((event) => event.id)).toEqual([last]);
    const headers = { authorization: `Bearer ${KEYS.viewer}` };
    const again = (after: string) =>
      fetch(`${bed.stack.url}/api/models/pulls/${id}/events`, {
        headers: { ...headers, 'last-event-id': after },
      });
    expect((await again(last)).status).toBe(204);
    expect(await (await again('9999')).json()).toMatchObject({ code: 'invalid_event_id' });
  });

  it('tells a reader who was away too long that events are missing, then what is known now', async () => {
    const gates = [1, 2, 3, 4].map(() => new Gate());
    const steps = gates.flatMap(({ opened }, at) => [layer(A, 10, at + 1), { until: opened }]);
    bed.stack.ollama.scriptPull('gaps:1b', [...steps, ...pullEnd('d4')]);
    const id = idOf(await pull({ model: 'gaps:1b' }));
    const tab = bed.watch(id);
    for (const [at, gate] of gates.entries()) {
      await tab.until(({ data }) => data['completed_bytes'] === at + 1);
      gate.open();
    }
    await tab.until(ends);
    const seen = await bed.watch(id, '1').until(ends);
    expect(seen.map(({ event }) => event)).toEqual(['gap', 'done']);
    expect(seen[0]?.data).toEqual({ first_missing: 2, last_missing: Number(seen[1]?.id) - 1 });
  });
});

it('two pulls run at once, the third waits and is cancelled while it waits', async () => {
  const hold = new Gate();
  for (const name of ['q1', 'q2', 'q3'])
    bed.stack.ollama.scriptPull(name, [{ until: hold.opened }, ...pullEnd(name)]);
  const ids: string[] = [];
  for (const name of ['q1', 'q2', 'q3']) ids.push(idOf(await pull({ model: name })));
  expect(await view(ids[2] ?? '')).toMatchObject({ state: 'queued', position: 1 });
  const cancelled = await bed.post(`/api/models/pulls/${ids[2]}/cancel`, {});
  expect(cancelled.body).toMatchObject({ state: 'cancelled' });
  hold.open();
  await stateOf(ids[0] ?? '', 'done');
  await stateOf(ids[1] ?? '', 'done');
});

describe('who may not', () => {
  it('a viewer sees pulls and starts none', async () => {
    expect((await bed.get('/api/models/pulls', KEYS.viewer)).status).toBe(200);
    const refused = await pull({ model: 'new:1b' }, KEYS.viewer);
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const requestId = refused.headers.get('x-request-id') ?? '';
    const [denied] = await until(
      () => bed.audited(requestId),
      (entries) => entries.length > 0,
    );
    expect(denied).toMatchObject({ action: 'denied', actor: 'viewer', resource: 'POST /api/models/pulls' });
  });

  it('a key with a scope pulls within it alone, and sees nothing else', async () => {
    expect(await pull({ model: 'other:1b' }, KEYS.narrow)).toMatchObject({
      status: 403,
      body: { code: 'model_not_allowed' },
    });
    const { body } = await bed.get('/api/models', KEYS.narrow);
    expect((body['models'] as { id: string }[]).map(({ id }) => id)).toEqual(['ollama/qwen3:8b']);
    expect((await bed.get('/api/models/pulls', KEYS.narrow)).body).toEqual({ pulls: [] });
  });

  it('a stranger', async () => {
    expect((await fetch(`${bed.stack.url}/api/models`)).status).toBe(401);
  });
});

it('a gateway that is told to stop ends its pulls upstream, and tells who watches', async () => {
  const never = new Gate();
  bed.stack.ollama.scriptPull('last:1b', [layer(A, 1000, 10), { until: never.opened }]);
  const tab = bed.watch(idOf(await pull({ model: 'last:1b' })));
  await tab.until(({ data }) => data['completed_bytes'] === 10);
  const isLast = ({ bytes }: { bytes: Buffer }) => bytes.includes('last:1b');
  const upstream = await bed.stack.ollama.request('/api/pull', isLast);
  const stopped = bed.stack.stop();
  expect((await tab.until(ends)).at(-1)?.data).toMatchObject({
    state: 'failed',
    error: { code: 'shutting_down' },
  });
  expect(await upstream.ended).toBe('aborted');
  await stopped;
});
