import { EventEmitter } from 'node:events';
import { closeAtEnd } from './close-at-end.js';

class FakeProcess extends EventEmitter {
  readonly stdin = new EventEmitter();
  readonly pid = 7;
  readonly killed: unknown[] = [];
  kill(pid: number, signal: NodeJS.Signals): boolean {
    this.killed.push([pid, signal]);
    return true;
  }
}

function closing() {
  const ending = new FakeProcess();
  const held = Promise.withResolvers<undefined>();
  let closed = 0;
  const close = async () => {
    closed += 1;
    await held.promise;
  };
  closeAtEnd(close, ending);
  return { ending, finish: () => held.resolve(undefined), closed: () => closed };
}

it('closes once when standard input ends, and kills nothing', async () => {
  const { ending, finish, closed } = closing();
  ending.stdin.emit('end');
  ending.stdin.emit('close');
  finish();
  await new Promise((resolve) => setImmediate(resolve));
  expect([closed(), ending.killed]).toEqual([1, []]);
});

it('ends by the signal that came, after everything is closed', async () => {
  const { ending, finish, closed } = closing();
  ending.emit('SIGTERM');
  expect([closed(), ending.killed]).toEqual([1, []]);
  finish();
  await new Promise((resolve) => setImmediate(resolve));
  expect(ending.killed).toEqual([[7, 'SIGTERM']]);
});
