import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { planOf, type ChangeRequest, type PlanStep } from '@app/jobs';

/** Refused is an answer of the worker that says no. */
interface Refused {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** ScriptedWorker is the worker's internal listener with plans by script; jobs are another matter. */
export interface ScriptedWorker {
  readonly url: string;
  /** What plans were asked for. */
  readonly asked: ChangeRequest[];
  /** The steps of each next plan, or why there is none. */
  script: (request: ChangeRequest) => readonly PlanStep[] | Refused;
  /** What each next plan warns of. */
  warnings: readonly string[];
  close(): Promise<void>;
}

export const RUNNING_ID = `sha256:${'a'.repeat(64)}`;
const EFFECTS = { up: 'recreate', deploy: 'recreate', rollback: 'recreate' } as const;

/** aStep is a step on a service that runs `switchyard/busybox:1`. */
export function aStep(request: ChangeRequest, service: string, more: Partial<PlanStep> = {}): PlanStep {
  const { action, rollout } = request;
  const image = rollout?.images[service]?.reference;
  return {
    service,
    effect: action === 'up' || action === 'deploy' || action === 'rollback' ? EFFECTS[action] : action,
    container: 'c'.repeat(64),
    state: 'running',
    started_at: '2026-11-01T10:00:00.000Z',
    image: 'switchyard/busybox:1',
    image_id: RUNNING_ID,
    digest: null,
    config_hash: null,
    wanted: image === undefined ? null : { image, image_id: null, config_hash: null },
    ...more,
  };
}

export async function startScriptedWorker(): Promise<ScriptedWorker> {
  const worker: Omit<ScriptedWorker, 'url' | 'close'> = {
    asked: [],
    script: (request) => request.services.map((service) => aStep(request, service)),
    warnings: [],
  };
  const server = createServer((request, response) => void answer(worker, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return Object.assign(worker, { url: `http://127.0.0.1:${port}`, close });
}

async function answer(
  worker: Omit<ScriptedWorker, 'url' | 'close'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = (await request.setEncoding('utf8').toArray()).join('');
  if (request.url !== '/plans') return send(response, 200, { state: 'under_way' });
  const wanted = JSON.parse(text) as ChangeRequest;
  worker.asked.push(wanted);
  const said = worker.script(wanted);
  if ('code' in said) return send(response, said.status, said);
  return send(response, 200, planOf(wanted, said, worker.warnings));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
