import { pathOf } from './about-path.js';

const SERVICES = [
  { node: 'local', name: 'gateway' },
  { node: 'gpu-1', name: 'redis' },
];
const at = (kind: string, id: string, node?: string) =>
  pathOf({ kind, id, ...(node !== undefined && { node }) }, SERVICES);

it('what needs attention is looked at where it is, not at a list that it is in', () => {
  expect(at('service', 'vllm', 'gpu-1')).toBe('/services/gpu-1/vllm');
  expect(at('node', 'gpu-2')).toBe('/nodes#node-gpu-2');
  expect(at('mcp', 'files')).toBe('/tools/servers/files');
  expect(at('job', 'a/b')).toBe('/jobs/a%2Fb');
});

it('an app, and what it needs, is looked at as the service of its name', () => {
  expect(at('app', 'gateway')).toBe('/services/local/gateway');
  expect(at('app', 'redis')).toBe('/services/gpu-1/redis');
});

it('an app that is no service is looked at by its work, and else there is no link', () => {
  expect(at('app', 'router')).toBe('/tools');
  expect(at('app', 'ops')).toBeUndefined();
});
