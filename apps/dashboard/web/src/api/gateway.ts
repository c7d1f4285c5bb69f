import { client } from './generated/client.gen.js';
import {
  gatewayModelsList,
  gatewayThroughputRun,
  gatewayThroughputStats,
  gatewayThroughputUsage,
} from './generated/index.js';
import type {
  GatewayBenchmarkAnswer,
  GatewayModelAnswer,
  GatewayThroughputAnswer,
  GatewayUsageAnswer,
} from './generated/index.js';
import type { DefaultModel, Deletion, Library, ModelCalls, ModelPull } from './library-views.js';

export type ListedModel = GatewayModelAnswer;
export type Benchmark = GatewayBenchmarkAnswer;
export type Throughput = GatewayThroughputAnswer['models'][string];

const BASE = '/bff/gateway/api';

export function readLibrary(signal: AbortSignal): Promise<Library> {
  return get<Library>('/models', signal);
}

/** readListedModels are the models that a chat can name, aliases and agents among them. */
export async function readListedModels(signal: AbortSignal): Promise<readonly ListedModel[]> {
  return (await gatewayModelsList({ signal })).data;
}

export function readThroughput(signal: AbortSignal): Promise<GatewayThroughputAnswer> {
  return gatewayThroughputStats({ signal });
}

export function readUsage(signal: AbortSignal): Promise<GatewayUsageAnswer> {
  return gatewayThroughputUsage({ signal });
}

export function runBenchmark(model: string, signal: AbortSignal): Promise<Benchmark> {
  return gatewayThroughputRun({ body: { model }, signal });
}

/** readCalls are the newest calls, of one model or of all. */
export function readCalls(
  query: { model?: string; limit: number },
  signal: AbortSignal,
): Promise<ModelCalls> {
  return get<ModelCalls>('/calls', signal, query);
}

export async function readPulls(signal: AbortSignal): Promise<readonly ModelPull[]> {
  return (await get<{ pulls: readonly ModelPull[] }>('/models/pulls', signal)).pulls;
}

export function pullEventsUrl(id: string): string {
  return `${BASE}/models/pulls/${encodeURIComponent(id)}/events`;
}

/** startPull resolves with the id of the pull; of the one that runs already, if one does. */
export async function startPull(
  wanted: { model: string; provider?: string },
  signal: AbortSignal,
): Promise<string> {
  return (await post<{ id: string }>('/models/pulls', { ...wanted, confirm: true }, signal)).id;
}

export function cancelPull(id: string): Promise<ModelPull> {
  return post<ModelPull>(`/models/pulls/${encodeURIComponent(id)}/cancel`, {});
}

/** planDeletion looks only. */
export function planDeletion(model: string, signal: AbortSignal): Promise<Deletion> {
  return post<Deletion>('/models/delete', { model, dry_run: true }, signal);
}

export function deleteModel(model: string, signal: AbortSignal): Promise<Deletion> {
  return post<Deletion>('/models/delete', { model, confirm: true }, signal);
}

/** loadModel resolves once the model is in memory; the load goes on when the page leaves. */
export function loadModel(model: string): Promise<{ duration_ms: number }> {
  return post<{ duration_ms: number }>('/models/load', { model });
}

export function unloadModel(model: string, confirm: boolean, signal?: AbortSignal): Promise<unknown> {
  return post('/models/unload', { model, ...(confirm && { confirm }) }, signal);
}

export function readDefaultModel(signal: AbortSignal): Promise<DefaultModel> {
  return get<DefaultModel>('/models/default', signal);
}

export function chooseDefault(model: string | null, signal: AbortSignal): Promise<unknown> {
  return client.put({
    ...answering,
    url: `${BASE}/models/default`,
    headers: JSON_BODY,
    body: { model },
    signal,
  });
}

const answering = { responseStyle: 'data', throwOnError: true } as const;
const JSON_BODY = { 'Content-Type': 'application/json' };

function get<T>(path: string, signal: AbortSignal, query: Record<string, unknown> = {}): Promise<T> {
  return client.get({ ...answering, url: `${BASE}${path}`, query, signal }) as Promise<T>;
}

function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const sent = { ...answering, url: `${BASE}${path}`, headers: JSON_BODY, body, ...(signal && { signal }) };
  return client.post(sent) as Promise<T>;
}
