import type { JobContext } from '@app/jobs';
import type { ChangeWork } from './change-work.js';
import { makeRoom } from './memory-room.js';

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);

interface Parts {
  readonly held?: { readonly needed: number; readonly used: number };
  readonly released?: (signal: AbortSignal) => Promise<boolean>;
}

/** A node whose service `vllm` holds GPU memory and runs in two containers, and what is done to it, in order. */
function aNode({ held = { needed: 100, used: 110 }, released = () => Promise.resolve(true) }: Parts = {}) {
  const calls: string[] = [];
  const container = (id: string, service: string, imageId: string, state = 'running') => ({
    id,
    names: [`/stack-${service}-1`],
    name: `stack-${service}-1`,
    image: 'a/b:1',
    imageId,
    state,
    status: '',
    labels: {
      'com.docker.compose.project': 'stack',
      'com.docker.compose.service': service,
      'com.docker.compose.oneoff': 'False',
    },
    ports: [],
    createdAt: '2026-11-01T10:00:00Z',
    startedAt: '2026-11-01T10:00:00Z',
    restartCount: 0,
  });
  const all = [
    container(OLD, 'vllm', 'sha256:old'),
    container(NEW, 'vllm', 'sha256:new'),
    container('c'.repeat(64), 'web', 'sha256:web'),
  ];
  const client = {
    listContainers: () => Promise.resolve(all),
    inspectContainer: (id: string) => Promise.resolve(all.find((each) => each.id === id)),
    inspectImage: () => Promise.resolve(undefined),
    stop: async (id: string) => void calls.push(`stop ${id.slice(0, 1)}`),
  };
  const vram = {
    before: () => Promise.resolve(held.needed === 0 ? undefined : held),
    released: (_node: unknown, _held: unknown, signal: AbortSignal) => {
      calls.push('wait');
      return released(signal);
    },
  };
  const context = {
    fence: { check: async () => void calls.push('check') },
    progress: () => Promise.resolve(),
    log: async (line: string) => void calls.push(line),
  } as unknown as JobContext;
  const node = { id: 'local', compose: { project: 'stack' }, protectedServices: [], vramMib: { vllm: 100 } };
  return { calls, work: { engine: { node, client }, vram, context } as unknown as ChangeWork };
}

const signal = new AbortController().signal;

it('what holds GPU memory is stopped, each container under the fence, and waited for', async () => {
  const { calls, work } = aNode();
  expect(await makeRoom(work, ['vllm', 'web'], signal)).toBe(true);
  expect(calls).toEqual(['check', 'stop a', 'check', 'stop b', 'wait']);
});

it('what holds none, or nobody can read, is left to Compose', async () => {
  const { calls, work } = aNode();
  expect(await makeRoom(work, ['web'], signal)).toBeUndefined();
  const unread = aNode({ held: { needed: 0, used: 0 } });
  expect(await makeRoom(unread.work, ['vllm'], signal)).toBeUndefined();
  expect([...calls, ...unread.calls]).toEqual([]);
});

it('what is to stay is not stopped', async () => {
  const { calls, work } = aNode();
  await makeRoom(work, ['vllm'], signal, (_service, { imageId }) => imageId === 'sha256:new');
  expect(calls).toEqual(['check', 'stop b', 'wait']);
});

it('memory that does not come back is told of, and not waited for without end', async () => {
  const { calls, work } = aNode({ released: () => Promise.resolve(false) });
  expect(await makeRoom(work, ['vllm'], signal)).toBe(false);
  expect(calls.at(-1)).toBe('vllm: its GPU memory was not seen to be free; it is started anyway');
});

it('a cancelled wait ends, and any other failure is passed on', async () => {
  const cancelled = AbortSignal.abort();
  const rejects = () => Promise.reject(new Error('aborted'));
  expect(await makeRoom(aNode({ released: rejects }).work, ['vllm'], cancelled)).toBe(false);
  await expect(makeRoom(aNode({ released: rejects }).work, ['vllm'], signal)).rejects.toThrow('aborted');
});
