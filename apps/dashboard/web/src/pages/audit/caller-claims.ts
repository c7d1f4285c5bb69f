/** What a caller said of its own request; it proves nothing, and what shows it says whose word it is. */
export interface CallerClaims {
  readonly origin?: string;
  readonly traceId?: string;
}

const ORIGINS: Readonly<Record<string, string>> = {
  chat: 'Chat',
  api: 'API',
  mcp: 'MCP',
  ci: 'CI',
  schedule: 'Schedule',
};

interface Said {
  readonly origin?: unknown;
  readonly trace_id?: unknown;
  readonly metadata?: unknown;
}

/** claimsIn reads them from an event of the audit or a model call. */
export function claimsIn(detail: Said): CallerClaims {
  const { origin, trace_id: traceId } = inMetadata(detail.metadata) ?? detail;
  return {
    ...(typeof origin === 'string' && Object.hasOwn(ORIGINS, origin) && { origin: ORIGINS[origin] }),
    ...(typeof traceId === 'string' && { traceId }),
  };
}

function inMetadata(metadata: unknown): Said | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const said: unknown = (metadata as Readonly<Record<string, unknown>>)['said_by_caller'];
  return typeof said === 'object' && said !== null ? said : {};
}
