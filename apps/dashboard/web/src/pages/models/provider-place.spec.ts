import { placeOf } from './provider-place.js';

const SERVICES = [
  { node: 'local', name: 'ollama' },
  { node: 'gpu-1', name: 'vllm' },
];

it.each([
  ['the gateway itself', null, null, { node: 'local' }],
  [
    'a container beside it',
    'ollama:11434',
    null,
    { node: 'local', log: { service: 'ollama', path: '/services/local/ollama' } },
  ],
  [
    'what gateway.yaml names',
    'gpu.lan:8443',
    'gpu-1/vllm',
    { node: 'gpu-1', log: { service: 'vllm', path: '/services/gpu-1/vllm' } },
  ],
  ['a named service that is not known', 'gpu.lan:8443', 'gpu-9/vllm', { node: 'gpu-9' }],
  ['a machine that is no service', 'models.example', null, { node: 'models.example' }],
  ['a service of that name elsewhere', 'vllm:8000', null, { node: 'vllm' }],
  ['this machine', '127.0.0.1:11434', null, { node: 'local' }],
  ['this machine by IPv6', '[::1]:11434', null, { node: 'local' }],
])('of %s the node is said, and the log where there is one', (_, address, service, place) => {
  expect(placeOf({ address, service }, SERVICES)).toEqual(place);
});
