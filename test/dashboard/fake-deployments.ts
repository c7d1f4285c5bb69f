import { jobId } from './fake-stack.ts';

const MINUTE = 60_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** What ops has on record of deployments; times are RFC 3339. */
export function deploymentsAtFirst() {
  const entry = (tag: string, minutes: number, given: Record<string, unknown> = {}) => ({
    id: jobId(),
    node: 'local',
    services: ['open-webui'],
    images: { 'open-webui': `images.example/open-webui:${tag}` },
    before: {
      'open-webui': { reference: 'images.example/open-webui:2.0', id: `sha256:${'b'.repeat(64)}` },
    },
    action: 'deploy',
    state: 'ok',
    actor: 'ci',
    requested_at: ago(minutes * MINUTE),
    ended_at: ago((minutes - 1) * MINUTE),
    ...given,
  });
  return [
    entry('2.1', 140),
    entry('2.2-rc1', 1_500, { state: 'error', message: 'open-webui was not healthy within 300 s' }),
  ];
}

/** rolledOut tells which service a request to roll out or back is about; undefined when it is none. */
export function rolledOut(
  path: string,
  body: Record<string, unknown>,
): { readonly action: string; readonly name: string; readonly node: string } | undefined {
  const node = typeof body['node'] === 'string' ? body['node'] : 'local';
  if (path === '/deployments')
    return { action: 'deploy', name: Object.keys(body['images'] as object)[0] ?? '', node };
  const isBack = /^\/deployments\/[^/]+\/rollback$/.test(path);
  return isBack ? { action: 'rollback', name: 'open-webui', node } : undefined;
}
