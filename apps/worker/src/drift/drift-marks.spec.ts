import type { ComposeDocument, ConfigHashes } from '@app/docker';
import { DomainError } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';
import { DriftMarks } from './drift-marks.js';
import type { DriftingService } from './with-drift.js';

const service = (name: string, drift: string, containers: readonly object[] = [{ id: name }]) =>
  ({ service: name, drift, containers }) as unknown as DriftingService;
const hashes = (of: string) => ({ hashes: new Map([['web', of]]) }) as unknown as ConfigHashes;

function marks(answer: () => Promise<ComposeDocument>) {
  let asked = 0;
  const documents = { of: () => ((asked += 1), answer()) };
  const clock = { at: 0, now: () => 0, monotonic: () => clock.at };
  return { of: new DriftMarks(documents, clock), asked: () => asked, clock };
}

const client = {
  inspectImage: () => Promise.reject(new DomainError('image_not_found', 'none')),
  containerSetup: () => Promise.reject(new DomainError('container_not_found', 'none')),
};
const engine = { node: { id: 'local', compose: {} }, client } as unknown as NodeEngine;
const document: ComposeDocument = { generation: 2, services: {}, networks: {}, volumes: {} };

it('the files are not read while nothing has drifted', async () => {
  const { of, asked } = marks(() => Promise.resolve(document));
  const services = [service('web', 'none'), service('other', 'unknown'), service('fresh', 'drifted', [])];
  expect(await of.on(engine, services, hashes('a'))).toEqual(services);
  expect(asked()).toBe(0);
});

it('the files are read once for a container and a state of them, however often it is listed', async () => {
  const { of, asked } = marks(() => Promise.resolve(document));
  for (const hash of ['a', 'a', 'b', 'b']) {
    const [marked] = await of.on(engine, [service('web', 'drifted')], hashes(hash));
    expect(marked?.differs).toEqual([]);
  }
  expect(asked()).toBe(2);
});

it('what cannot be told leaves no mark, and is asked again a minute later', async () => {
  const { of, asked, clock } = marks(() => Promise.reject(new DomainError('compose_failed', 'no')));
  for (const [at, times] of [
    [0, 1],
    [59_999, 1],
    [60_000, 2],
  ] as const) {
    clock.at = at;
    const [marked] = await of.on(engine, [service('web', 'drifted')], hashes('a'));
    expect(marked).not.toHaveProperty('differs');
    expect(asked()).toBe(times);
  }
});
