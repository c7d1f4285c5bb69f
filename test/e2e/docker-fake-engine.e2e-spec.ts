import { followService, type ServiceLogEntry } from '@app/docker';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { engineContract, type ContractSubject } from '../docker/engine-contract.ts';
import { FakeEngine } from '../docker/fake-engine.ts';

let engine: FakeEngine;
let subject: ContractSubject;

beforeAll(async () => {
  engine = await FakeEngine.start();
  const shared = { project: 'contract', image: 'switchyard/busybox:1' };
  engine.run({ ...shared, service: 'web' });
  const says = [
    { stream: 'stdout', text: 'first' },
    { stream: 'stdout', text: 'zwölf €' },
    { stream: 'stderr', text: 'oops' },
  ] as const;
  engine.run({ ...shared, service: 'talker', says });
  subject = { ...shared, client: engineClientOf(localNode(engine.socket)) };
});

afterAll(() => engine.close());

describe('the fake engine', () => {
  engineContract(() => subject);

  it('shows a recreation to who follows the service', async () => {
    const spec = { project: 'followed', service: 'api', image: 'a:1' };
    const old = engine.run({ ...spec, says: [{ stream: 'stdout', text: 'old' }] });
    const end = new AbortController();
    const entries = followService(subject.client, spec, {}, end.signal);
    const next = async () => {
      const { value } = (await entries.next()) as { value: ServiceLogEntry };
      if ('following' in value) return `[following ${value.following.length}]`;
      return 'marker' in value ? `[${value.marker}]` : value.text;
    };
    expect([await next(), await next()]).toEqual(['[following 1]', 'old']);
    engine.remove(old);
    engine.run({ ...spec, says: [{ stream: 'stderr', text: 'new' }] });
    expect([await next(), await next(), await next()]).toEqual(['[stopped]', '[recreated]', 'new']);
    end.abort();
    expect((await entries.next()).done).toBe(true);
  });
});
