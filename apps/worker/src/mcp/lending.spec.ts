import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { lend } from './lending.js';

const PART = Buffer.alloc(64 * 1024, 'x');
const never = new AbortController().signal;
let server: Server;

beforeEach(async () => {
  server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

/** A router's end of a connection, and the worker's. */
async function connection(): Promise<{ router: Socket; socket: Socket }> {
  const router = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  socket.on('error', () => undefined);
  return { router: router.on('error', () => undefined), socket };
}

/** A container that takes its input at once and says nothing, but for what is given. */
function container(parts: { stdin?: Writable; stdout?: Readable } = {}) {
  const { promise: ended, resolve: end } = Promise.withResolvers<number | undefined>();
  const nothing = new Writable({ write: (_part, _encoding, done) => done() });
  return { ended, end, stdin: nothing, stdout: new PassThrough(), ...parts };
}

describe('lend', () => {
  it('gives up a server that takes no input, also when nobody is left to see it', async () => {
    const { router, socket } = await connection();
    const stuck = new Writable({ write: () => undefined });
    const over = lend(container({ stdin: stuck }), socket, 100, never);
    for (let part = 0; part < 64; part += 1) router.write(PART);
    await once(socket, 'pause');
    router.destroy();
    expect(await over).toBe('takes no input');
    expect(socket.destroyed).toBe(true);
  });

  it('waits for a server that takes its input slowly', async () => {
    const { router, socket } = await connection();
    let taken = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write: (part: Buffer, _encoding, done) => {
        taken += part.length;
        setTimeout(done, 40);
      },
    });
    const subject = container({ stdin: slow });
    const over = lend(subject, socket, 200, never);
    for (let part = 0; part < 12; part += 1) router.write(PART);
    router.end();
    await once(slow, 'finish');
    subject.stdout.push(null);
    subject.end(0);
    expect(await over).toBe('server ended');
    expect(taken).toBe(12 * PART.length);
  });

  it('stops reading a server whose router does not read', async () => {
    const { router, socket } = await connection();
    let said = 0;
    const endless = new Readable({
      read() {
        said += PART.length;
        setImmediate(() => this.push(PART));
      },
    });
    const over = lend(container({ stdout: endless }), socket, 1_000, never);
    await once(endless, 'pause');
    // What fills the buffers between the two, far from all that it could say.
    expect(said).toBeLessThan(64 * 1024 * 1024);
    router.destroy();
    expect(await over).toBe('router left');
  });

  it('sends all that a server has said before it ended', async () => {
    const { router, socket } = await connection();
    const said = Buffer.alloc(4 * 1024 * 1024, 'last words');
    const subject = container({ stdout: Readable.from([said.subarray(0, 1_000), said.subarray(1_000)]) });
    const over = lend(subject, socket, 1_000, never);
    const heard = buffer(router);
    subject.end(0);
    expect(await over).toBe('server ended');
    expect((await heard).equals(said)).toBe(true);
  });

  it('says of a server that it ended though its router, at the end of its output, left before that was known', async () => {
    const { router, socket } = await connection();
    const stdout = new PassThrough();
    const subject = container({ stdout });
    const over = lend(subject, socket, 1_000, never);
    stdout.end('last words');
    expect((await buffer(router)).toString()).toBe('last words');
    router.end();
    await once(socket, 'close');
    subject.end(3);
    expect(await over).toBe('server ended');
  });

  it('is over at once when the worker stops, or has no one to lend to', async () => {
    const { router, socket } = await connection();
    const control = new AbortController();
    const over = lend(container(), socket, 1_000, control.signal);
    control.abort();
    expect(await over).toBe('worker stops');
    await once(router.resume(), 'close');
    expect(await lend(container(), socket, 1_000, never)).toBe('router left');
  });
});
