import { PassThrough } from 'node:stream';
import type { Exchange, Logger } from '@app/http';
import { Cancellation } from '@app/kernel';
import type { Session } from '../sessions/session.js';
import { GatheredReads } from './gathered-reads.js';
import { knownPart } from './read-part.js';

const MOST = 16;

class Answer extends PassThrough {
  setHeader = () => this;
  writeHead = () => this;
  flushHeaders = () => undefined;
}

function anAsking() {
  const response = new Answer();
  const exchange = { id: 'req-1', response, signal: new Cancellation(), logFields: {} };
  return { response, exchange: exchange as unknown as Exchange };
}

const aSession = () => ({ signal: new Cancellation(), use: () => undefined }) as unknown as Session;

it('a session whose pages do not take their answers is served no more of them, until one is done', async () => {
  const ready = Promise.withResolvers<void>();
  const own = async () => {
    await ready.promise;
    return knownPart({ well: true });
  };
  const passed = { read: () => Promise.reject(new Error('nothing is passed')) };
  const reads = new GatheredReads(passed, { find: () => own }, {} as unknown as Logger);
  const [session, other] = [aSession(), aSession()];
  const ask = (of: Session) => {
    const { exchange, response } = anAsking();
    return { response, done: reads.answer(exchange, of, ['/bff/overview']) };
  };
  const open = Array.from({ length: MOST }, () => ask(session));
  await expect(ask(session).done).rejects.toMatchObject({ code: 'too_many_pages' });
  const foreign = ask(other);
  ready.resolve();
  for (const { response } of [...open, foreign]) response.resume();
  await Promise.all([...open, foreign].map(({ done }) => done));
  const again = ask(session);
  again.response.resume();
  await again.done;
});
