import type { LibraryModel } from '../../api/library-views.js';
import { actionsFor, modelPath, modelState } from './model-state.js';

const model = (given: Partial<LibraryModel> = {}): LibraryModel => ({
  id: 'ollama/qwen3:8b',
  provider: 'ollama',
  model: 'qwen3:8b',
  state: 'ready',
  loading: false,
  load: null,
  load_failure: null,
  size_bytes: 5_200_000_000,
  vram_bytes: null,
  loaded_until: null,
  digest: null,
  modified_at: null,
  family: null,
  parameter_size: null,
  quantization: null,
  context_length: 40_960,
  loaded_context_length: null,
  capabilities: ['completion', 'tools'],
  in_flight: 0,
  last_used: null,
  default: false,
  ...given,
});
const ALL = { mayOperate: true, mayAdminister: true, isManaged: true, isGpuLost: false };

it('its page is one part of a path, whatever is in its name', () => {
  expect(modelPath('ollama/org/a b:1')).toBe('/models/ollama%2Forg%2Fa%20b%3A1');
});

it('loading goes before what it was', () => {
  expect(modelState(model({ loading: true })).word).toBe('Loading');
  expect(modelState(model({ state: 'unreachable' })).kind).toBe('unknown');
});

it('one whose last load failed says so, until it is loaded', () => {
  const load_failure = { at: '2026-11-20T14:00:00Z', message: 'no memory' };
  expect(modelState(model({ load_failure })).word).toBe('Failed');
  expect(modelState(model({ load_failure, loading: true })).word).toBe('Loading');
  expect(modelState(model({ load_failure, state: 'unreachable' })).word).toBe('Unreachable');
});

it.each([
  ['a model on disk', model(), ALL, ['load', 'default', 'pull', 'delete']],
  [
    'a loaded one',
    model({ state: 'loaded', default: true }),
    ALL,
    ['unload', 'no_default', 'pull', 'delete'],
  ],
  ['one that is being loaded', model({ loading: true }), ALL, ['default', 'pull', 'delete']],
  ['one whose provider is away', model({ state: 'unreachable' }), ALL, ['default']],
  ['one of a provider that only lists', model(), { ...ALL, isManaged: false }, ['default']],
  ['one that only embeds', model({ capabilities: ['embedding'] }), ALL, ['load', 'pull', 'delete']],
  ['any for an operator', model(), { ...ALL, mayAdminister: false }, ['load', 'default', 'pull']],
  ['any for a viewer', model(), { ...ALL, mayOperate: false, mayAdminister: false }, []],
  ['one whose node has lost its GPU', model(), { ...ALL, isGpuLost: true }, ['default', 'pull', 'delete']],
  [
    'one that is loaded there',
    model({ state: 'loaded' }),
    { ...ALL, isGpuLost: true },
    ['unload', 'default', 'pull', 'delete'],
  ],
])('%s is offered what can work', (_, given, rights, actions) => {
  expect(actionsFor(given, rights)).toEqual(actions);
});
