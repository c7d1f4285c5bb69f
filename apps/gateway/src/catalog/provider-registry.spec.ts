import type { ProviderSettings } from '@app/providers';
import { ScriptedProvider } from '../../../../test/fixtures/scripted-provider.js';
import { ProviderRegistry } from './provider-registry.js';

const settings = (id: string, url = 'http://one'): ProviderSettings => ({
  id,
  url,
  kind: 'vllm',
  connections: 1,
  streamUsage: true,
  timeouts: { connect: 1, firstToken: 1, idle: 1, total: 1 },
});

function setup(...first: ProviderSettings[]) {
  const made: ScriptedProvider[] = [];
  const registry = new ProviderRegistry(first, (wanted) => {
    const provider = new ScriptedProvider(wanted.id);
    made.push(provider);
    return provider;
  });
  return { registry, made };
}

describe('a new configuration', () => {
  it('leaves an unchanged provider alone', () => {
    const { registry, made } = setup(settings('a'), settings('b'));
    registry.replace([settings('a'), settings('b', 'http://two')]);
    expect(made.map(({ id, closed }) => [id, closed])).toEqual([
      ['a', false],
      ['b', true],
      ['b', false],
    ]);
  });

  it('closes a removed provider only after its last call', () => {
    const { registry, made } = setup(settings('a'));
    const first = registry.lease('a');
    const second = registry.lease('a');
    registry.replace([]);
    expect(registry.lease('a')).toBeUndefined();
    first?.release();
    first?.release();
    expect(made[0]?.closed).toBe(false);
    second?.release();
    expect(made[0]?.closed).toBe(true);
  });

  it('changes the order of precedence', () => {
    const { registry } = setup(settings('a'), settings('b'));
    registry.replace([settings('b'), settings('a')]);
    expect(registry.providers.map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

it('a configuration that cannot be carried out changes nothing and leaves nothing open', () => {
  const made: ScriptedProvider[] = [];
  const registry = new ProviderRegistry([settings('a')], (wanted) => {
    if (wanted.id === 'bad') throw new Error('no such certificate');
    made.push(new ScriptedProvider(wanted.id));
    return made.at(-1) as ScriptedProvider;
  });
  expect(() => registry.replace([settings('b'), settings('bad')])).toThrow('no such certificate');
  expect(registry.providers.map(({ id }) => id)).toEqual(['a']);
  expect(made.map(({ id, closed }) => [id, closed])).toEqual([
    ['a', false],
    ['b', true],
  ]);
});

it('close closes every provider', async () => {
  const { registry, made } = setup(settings('a'), settings('b'));
  await registry.close();
  expect(made.every(({ closed }) => closed)).toBe(true);
});
