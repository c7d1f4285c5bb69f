import { ANONYMOUS } from '@app/auth';
import type { LibraryModel, LoadTimes, ModelLibrary, Provider, ProviderSettings } from '@app/providers';
import { LibraryView } from './library-view.js';

const FAILURE = {
  at: Date.parse('2026-11-20T14:00:00Z'),
  message: 'The upstream "ollama" ran out of memory.',
};
const SINCE = Date.parse('2026-11-20T14:05:00Z');

function viewOf(
  times: LoadTimes,
  model: Partial<LibraryModel> = {},
  settings: Partial<ProviderSettings> = {},
) {
  const library = { loadTimes: () => times } as Partial<ModelLibrary> as ModelLibrary;
  const provider = { id: 'ollama', kind: 'ollama', library } as Partial<Provider> as Provider;
  const configured = {
    kind: 'ollama',
    id: 'ollama',
    url: 'http://10.0.0.7:11434',
    ...settings,
  } as ProviderSettings;
  const view = new LibraryView({
    inventories: { all: async () => [{ provider, models: [{ id: 'm:1b', ...model }] }] },
    book: { running: [], *ended() {} },
    throughput: { usage: () => ({}) },
    isLoading: () => false,
    settingsOf: () => configured,
    defaultModel: () => undefined,
  });
  return view.read({ client: ANONYMOUS, requestId: 'req' });
}

const times = (given: Partial<LoadTimes>): LoadTimes => ({
  since: undefined,
  took: [],
  failure: undefined,
  ...given,
});

it.each([
  [[], { expected_seconds: null, from_loads: 0 }],
  [[39_600], { expected_seconds: 40, from_loads: 1 }],
  [[9_000, 300_000, 41_000], { expected_seconds: 41, from_loads: 3 }],
  [[12], { expected_seconds: 1, from_loads: 1 }],
])('a load after others of %j ms is expected to take their median', async (took, load) => {
  const { models } = await viewOf(times({ since: SINCE, took }));
  expect(models[0]).toMatchObject({ loading: true, load: { since: '2026-11-20T14:05:00.000Z', ...load } });
});

it('a load that failed is told until the model is loaded or tried again', async () => {
  const told = async (given: Partial<LoadTimes>, model: Partial<LibraryModel> = {}) =>
    (await viewOf(times({ failure: FAILURE, ...given }), model)).models[0]?.load_failure;
  expect(await told({})).toEqual({ at: '2026-11-20T14:00:00.000Z', message: FAILURE.message });
  expect(await told({ since: SINCE })).toBeNull();
  expect(await told({}, { loaded: { vramBytes: 1 } })).toBeNull();
});

it('of a provider its host and its service are told, and never what else is in its URL', async () => {
  const url = 'https://user:secret@gpu.lan:8443/v1?key=secret';
  const { providers } = await viewOf(times({}), {}, { url, service: 'gpu-1/ollama' });
  expect(providers[0]).toMatchObject({ address: 'gpu.lan:8443', service: 'gpu-1/ollama' });
  expect(JSON.stringify(providers)).not.toContain('secret');
});
