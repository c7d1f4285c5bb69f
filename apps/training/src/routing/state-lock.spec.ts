import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Wait } from './routing-parts.js';
import { StateLock } from './state-lock.js';

const never = new AbortController().signal;
const instantly: Wait = async (_ms, signal) => signal.throwIfAborted();

let folder: string;
let state: string;
let lockFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-lock-'));
  state = join(folder, 'state.json');
  lockFile = `${state}.lock`;
});
afterEach(() => rm(folder, { recursive: true }));

describe('the lock of a state file', () => {
  it('lets one server work after the other, whatever becomes of the work', async () => {
    const held = Promise.withResolvers<void>();
    const order: string[] = [];
    const release: Wait = async () => held.reject(new Error('the disk is full'));
    const first = new StateLock(state, instantly).hold(async () => {
      order.push('first begins');
      await held.promise.finally(() => order.push('first ends'));
    }, never);
    const failed = expect(first).rejects.toThrow('the disk is full');
    while (order.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await new StateLock(state, release).hold(async () => void order.push('second'), never);
    await failed;
    expect(order).toEqual(['first begins', 'first ends', 'second']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from a server that died', async () => {
    await writeFile(lockFile, 'of a server that is gone');
    const waits: number[] = [];
    const wait: Wait = async (ms) => void waits.push(ms);
    expect(await new StateLock(state, wait).hold(async () => 'done', never)).toBe('done');
    expect(waits.reduce((sum, ms) => sum + ms)).toBe(21_000);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over by one of several', async () => {
    await writeFile(lockFile, 'of a server that is gone');
    let working = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (working += 1));
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
    };
    // A claim takes longer here, beside a look, than it does: a busy machine must not come between two claims.
    const claim = 1_000;
    const wait: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms === claim ? 300 : 10));
    await Promise.all(Array.from({ length: 4 }, () => new StateLock(state, wait).hold(work, never)));
    expect(most).toBe(1);
  });

  it('stays with a server that lives, and the other says so after a minute', async () => {
    await writeFile(lockFile, 'of another server');
    let looks = 0;
    const wait: Wait = async () => {
      looks += 1;
      if (looks % 20 === 0) await utimes(lockFile, looks, looks);
    };
    const other = new StateLock(state, wait).hold(async () => undefined, never);
    await expect(other).rejects.toMatchObject({ code: 'routing_busy', param: 'state_path' });
    expect(looks).toBe(240);
    expect(await readFile(lockFile, 'utf8')).toBe('of another server');
  });

  it('is not waited for by a caller who gave up', async () => {
    await writeFile(lockFile, 'of another server');
    const gone = AbortSignal.abort(new Error('the caller left'));
    const other = new StateLock(state, instantly).hold(async () => undefined, gone);
    await expect(other).rejects.toThrow('the caller left');
    expect(await readFile(lockFile, 'utf8')).toBe('of another server');
  });

  it('does not keep alerts from being delivered where no file can be made', async () => {
    const lock = new StateLock(join(folder, 'missing', 'state.json'), instantly);
    expect(await lock.hold(async () => 'done', never)).toBe('done');
  });

  it('leaves a lock alone that another took meanwhile', async () => {
    await new StateLock(state, instantly).hold(() => writeFile(lockFile, 'of another server'), never);
    expect(await readFile(lockFile, 'utf8')).toBe('of another server');
  });
});
