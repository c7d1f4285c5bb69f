import { GatheredReads } from './gathered-reads.js';

const HOST = 'http://dashboard.example';
const JSON_HEADERS = { 'content-type': 'application/json' };

/** A dashboard that answers each request as it is told to, and what it was asked. */
function dashboard(...answers: ((request: Request) => Response | Promise<Response>)[]) {
  const asked: Request[] = [];
  const reads = new GatheredReads(async (request) => {
    asked.push(request);
    return await (answers.shift() ?? (() => Response.json('alone')))(request);
  }, HOST);
  const read = (path: string, signal?: AbortSignal) =>
    reads.fetch(new Request(`${HOST}${path}`, signal === undefined ? {} : { signal }));
  const paths = () => asked.map(({ url }) => url.slice(HOST.length));
  return { read, asked, paths };
}

/** A body that is written as a test goes on. */
function written() {
  let writer: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (writer = controller) });
  const write = (text: string | Uint8Array) =>
    writer?.enqueue(typeof text === 'string' ? new TextEncoder().encode(text) : text);
  return { answer: () => new Response(body), write, end: () => writer?.close(), writer: () => writer };
}

const line = (read: number, body: unknown, status = 200) =>
  `${JSON.stringify({ read, status, headers: JSON_HEADERS, body: JSON.stringify(body) })}\n`;
const lines =
  (...text: string[]) =>
  () =>
    new Response(text.join(''));
const namesIn = (url = '') => new URL(url, HOST).searchParams.getAll('read');

it('reads that begin together are one request, and one that is alone goes as it is', async () => {
  const { read, paths } = dashboard(lines(line(1, 'b'), line(0, 'a')));
  const both = await Promise.all([read('/bff/ops/a?x=1&y=%2F'), read('/bff/ops/b')]);
  expect(await Promise.all(both.map((answer) => answer.json()))).toEqual(['a', 'b']);
  await read('/bff/ops/c');
  expect(namesIn(paths()[0])).toEqual(['/bff/ops/a?x=1&y=%2F', '/bff/ops/b']);
  expect(paths().slice(1)).toEqual(['/bff/ops/c']);
});

it('a part is there before one that is slow, with its own status and headers', async () => {
  const { answer, write, end } = written();
  const { read } = dashboard(answer);
  const [slow, fast] = [read('/bff/ops/slow'), read('/bff/ops/fast')];
  write(line(1, { code: 'forbidden' }, 403));
  const first = await fast;
  expect([first.status, first.headers.get('content-type'), await first.json()]).toEqual([
    403,
    'application/json',
    { code: 'forbidden' },
  ]);
  write(line(0, 'late'));
  end();
  expect(await (await slow).json()).toBe('late');
});

it('what is cut anywhere is put together again', async () => {
  const { answer, write, end } = written();
  const { read } = dashboard(answer);
  const both = [read('/bff/ops/a'), read('/bff/ops/b')];
  const bytes = new TextEncoder().encode(line(0, 'ä €\n😀') + line(1, 'b'));
  for (const byte of bytes) write(Uint8Array.of(byte));
  end();
  const texts = await Promise.all(both.map(async (one) => (await one).json()));
  expect(texts).toEqual(['ä €\n😀', 'b']);
});

it('the same read is asked for once, and answered to all that asked', async () => {
  const { read, paths } = dashboard(lines(line(0, 'a'), line(1, 'b')));
  const answers = await Promise.all([read('/bff/ops/a'), read('/bff/ops/a'), read('/bff/ops/b')]);
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(['a', 'a', 'b']);
  expect(namesIn(paths()[0])).toEqual(['/bff/ops/a', '/bff/ops/b']);
});

it('a part that may not go with others is asked for alone', async () => {
  const { read, paths } = dashboard(lines(line(0, {}, 406), line(1, 'b')));
  const [large] = await Promise.all([read('/bff/ops/large'), read('/bff/ops/b')]);
  expect(await large?.json()).toBe('alone');
  expect(paths()[1]).toBe('/bff/ops/large');
});

it('what was answered for all is the answer to each', async () => {
  const { read } = dashboard(() => Response.json({ code: 'session_required' }, { status: 401 }));
  const both = await Promise.all([read('/bff/ops/a'), read('/bff/ops/b')]);
  expect(both.map(({ status }) => status)).toEqual([401, 401]);
});

it('an answer that breaks off fails the reads whose parts did not come, and no other', async () => {
  const { answer, write, writer } = written();
  const { read } = dashboard(answer);
  const [there, missing] = [read('/bff/ops/a'), read('/bff/ops/b')];
  write(line(0, 'a'));
  expect(await (await there).json()).toBe('a');
  write(line(1, 'b').slice(0, -9));
  writer()?.error(new TypeError('network error'));
  await expect(missing).rejects.toThrow(TypeError);
  const whole = dashboard(lines(line(0, 'a')));
  const [, none] = [whole.read('/bff/ops/a'), whole.read('/bff/ops/b')];
  await expect(none).rejects.toThrow('the answer broke off');
});

it('a read that is given up is over at once, and the request when all are that still wait', async () => {
  const { answer, write } = written();
  const { read, asked } = dashboard(answer);
  const [one, other] = [new AbortController(), new AbortController()];
  const there = read('/bff/ops/a');
  const leaving = [read('/bff/ops/b', one.signal), read('/bff/ops/c', other.signal)];
  write(line(0, 'a'));
  await there;
  one.abort();
  await expect(leaving[0]).rejects.toMatchObject({ name: 'AbortError' });
  expect(asked[0]?.signal.aborted).toBe(false);
  other.abort();
  await expect(leaving[1]).rejects.toMatchObject({ name: 'AbortError' });
  expect(asked[0]?.signal.aborted).toBe(true);
});

it('a read that is given up before anything was sent is never sent', async () => {
  const { read, paths } = dashboard();
  const gone = AbortSignal.abort();
  const [given] = await Promise.allSettled([read('/bff/ops/a', gone), read('/bff/ops/b')]);
  expect(given?.status).toBe('rejected');
  expect(paths()).toEqual(['/bff/ops/b']);
});

it('more than a request may have are several', async () => {
  const { read, paths } = dashboard(
    lines(...Array.from({ length: 16 }, (_, at) => line(at, at))),
    lines(line(0, 16), line(1, 17)),
  );
  const answers = await Promise.all(Array.from({ length: 18 }, (_, at) => read(`/bff/ops/${at}`)));
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
    Array.from({ length: 18 }, (_, at) => at),
  );
  expect(paths().map((url) => namesIn(url).length)).toEqual([16, 2]);
});
