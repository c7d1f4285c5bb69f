import {
  gatewayCallsList,
  gatewayLibraryChooseDefault,
  gatewayLibraryList,
  gatewayLibraryLoad,
  gatewayLibraryReadDefault,
  gatewayLibraryRemove,
  gatewayLibraryUnload,
  gatewayModelsList,
  gatewayPullsCancel,
  gatewayPullsList,
  gatewayPullsStart,
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

export function readLibrary(signal: AbortSignal): Promise<Library> {
  return gatewayLibraryList({ signal });
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
  return gatewayCallsList({ query, signal });
}

export async function readPulls(signal: AbortSignal): Promise<readonly ModelPull[]> {
  return (await gatewayPullsList({ signal })).pulls;
}

/** Followed by the loop for streams: the generated client's own would ask for ever. */
export function pullEventsUrl(id: string): string {
  return `/bff/gateway/api/models/pulls/${encodeURIComponent(id)}/events`;
}

/** startPull resolves with the id of the pull; of the one that runs already, if one does. */
export async function startPull(
  wanted: { model: string; provider: string },
  signal: AbortSignal,
): Promise<string> {
  return (await gatewayPullsStart({ body: { ...wanted, confirm: true }, signal })).id;
}

export function cancelPull(id: string): Promise<ModelPull> {
  return gatewayPullsCancel({ path: { id } });
}

/** planDeletion looks only. */
export function planDeletion(model: string, signal: AbortSignal): Promise<Deletion> {
  return gatewayLibraryRemove({ body: { model, dry_run: true }, signal });
}

export function deleteModel(
  model: string,
  reason: string | undefined,
  signal: AbortSignal,
): Promise<Deletion> {
  return gatewayLibraryRemove({ body: { model, confirm: true, ...(reason && { reason }) }, signal });
}

/** loadModel resolves once the model is in memory; the load goes on when the page leaves. */
export function loadModel(model: string): Promise<{ duration_ms: number }> {
  return gatewayLibraryLoad({ body: { model } });
}

/** unloadModel throws `confirm_required` while calls run on it, unless it is confirmed. */
export async function unloadModel(model: string, confirm: boolean, signal?: AbortSignal): Promise<void> {
  await gatewayLibraryUnload({ body: { model, ...(confirm && { confirm }) }, ...(signal && { signal }) });
}

export function readDefaultModel(signal: AbortSignal): Promise<DefaultModel> {
  return gatewayLibraryReadDefault({ signal });
}

export async function chooseDefault(model: string | null, signal: AbortSignal): Promise<void> {
  await gatewayLibraryChooseDefault({ body: { model }, signal });
}
