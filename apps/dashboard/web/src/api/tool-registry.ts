import {
  routerExplainExplain,
  routerKnownToolsList,
  routerQuarantineAccept,
  routerQuarantineBlock,
  routerQuarantineList,
  routerServersAdd,
  routerServersCatalog,
  routerServersDisable,
  routerServersEnable,
  routerServersList,
  routerServersRemove,
  routerToolServersTools,
} from './generated/index.js';
import type {
  RouterAddBody,
  RouterCatalogAnswer,
  RouterCatalogItemAnswer,
  RouterCatalogOptionAnswer,
  RouterDefinitionChangeDto,
  RouterExplainAnswer,
  RouterKnownToolDto,
  RouterListedServerAnswer,
  RouterQuarantineAnswer,
  RouterQuarantinedToolDto,
  RouterServersAnswer,
} from './generated/index.js';
import { refusalOf, sessionFetch } from './session-fetch.js';

export type ServerList = RouterServersAnswer;
export type ListedServer = RouterListedServerAnswer;
export type Quarantine = RouterQuarantineAnswer;
export type QuarantinedTool = RouterQuarantinedToolDto;
export type DefinitionChange = RouterDefinitionChangeDto;
export type KnownTool = RouterKnownToolDto;
export type Explanation = RouterExplainAnswer;
export type CatalogItem = RouterCatalogItemAnswer;
export type CatalogOption = RouterCatalogOptionAnswer;
export type Addition = RouterAddBody;

/** An entry as it stands in registry.json; what a page does not know of it is left as it is. */
export type Entry = Readonly<Record<string, unknown>>;

export interface RegistryDocument {
  /** What a change has to be made from. */
  readonly etag: string;
  readonly servers: Readonly<Record<string, Entry>>;
}

export const readServers = (signal: AbortSignal): Promise<ServerList> => routerServersList({ signal });

export const readQuarantine = (signal: AbortSignal): Promise<Quarantine> =>
  routerQuarantineList({ query: { limit: 200 }, signal });

export const readKnownTools = async (server: string, signal: AbortSignal): Promise<readonly KnownTool[]> =>
  (await routerKnownToolsList({ query: { server }, signal })).tools;

export const readCatalog = (signal: AbortSignal): Promise<RouterCatalogAnswer> =>
  routerServersCatalog({ signal });

export const explain = (
  query: { client: string; tool: string; server: string },
  signal: AbortSignal,
): Promise<Explanation> => routerExplainExplain({ query, signal });

/** askTools has the server itself tell its tools, which starts it if need be. */
export const askTools = (name: string, signal: AbortSignal): Promise<unknown> =>
  routerToolServersTools({ path: { name }, signal });

type Definition = { server: string; tool: string; hash: string };

export const acceptTool = (body: Definition, reason: string, signal: AbortSignal) =>
  routerQuarantineAccept({ body, headers: because(reason), signal });

export const blockTool = (body: Definition, reason: string, signal: AbortSignal) =>
  routerQuarantineBlock({ body, headers: because(reason), signal });

/** A header holds no text but ASCII's. */
function because(reason: string): Record<string, string> {
  return reason === '' ? {} : { 'x-change-reason': encodeURIComponent(reason) };
}

export const addServer = (body: Addition, reason: string, signal: AbortSignal) =>
  routerServersAdd({ body, headers: because(reason), signal });

const SWITCHES = {
  enable: routerServersEnable,
  disable: routerServersDisable,
  remove: routerServersRemove,
} as const;
export type ServerSwitch = keyof typeof SWITCHES;

export const switchServer = (change: ServerSwitch, server: string, reason: string, signal: AbortSignal) =>
  SWITCHES[change]({ body: { server }, headers: because(reason), signal });

const REGISTRY = '/bff/router/api/mcp/registry';

/** readRegistry is the registry as it was written, with the version that a change needs. */
export async function readRegistry(signal: AbortSignal): Promise<RegistryDocument> {
  const answer = await sessionFetch(REGISTRY, { signal });
  if (!answer.ok) throw await refusalOf(answer);
  const { servers } = (await answer.json()) as Pick<RegistryDocument, 'servers'>;
  return { servers, etag: answer.headers.get('etag') ?? '' };
}

/** writeRegistry replaces the registry; `registry_conflict` when it is not what the version says any more. */
export async function writeRegistry(
  { servers, etag }: RegistryDocument,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  const headers = { 'content-type': 'application/json', 'if-match': etag, ...because(reason) };
  const answer = await sessionFetch(REGISTRY, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ servers }),
    signal,
  });
  if (!answer.ok) throw await refusalOf(answer);
}

export interface CallAnswer {
  /** The result as the server wrote it: its numbers are not read. */
  readonly text: string;
  readonly requestId: string | undefined;
  readonly ms: number;
}

/** sendCall has a tool do something, with arguments that are JSON already: nothing of them is rounded on the way. */
export async function sendCall(
  { server, tool, given }: { server: string; tool: string; given: string },
  signal: AbortSignal,
): Promise<CallAnswer> {
  const began = performance.now();
  const answer = await sessionFetch(`/bff/router/mcp/servers/${encodeURIComponent(server)}/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"tool":${JSON.stringify(tool)},"arguments":${given}}`,
    signal,
  });
  if (!answer.ok) throw await refusalOf(answer);
  const text = await answer.text();
  return { text, requestId: answer.headers.get('x-request-id') ?? undefined, ms: performance.now() - began };
}
