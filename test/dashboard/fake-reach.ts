type Get = (path: string) => Promise<Response>;

/** reachOf is what `GET /bff/quarantine-reach` tells, put together of what the fakes answer alone. */
export async function reachOf(get: Get): Promise<object> {
  const told = async (path: string) => {
    const answer = await get(path);
    if (!answer.ok) return undefined;
    const etag = answer.headers.get('etag');
    return { told: (await answer.json()) as object, ...(etag !== null && { etag }) };
  };
  const quarantine = await told('/bff/router/api/mcp/quarantine?limit=200');
  const { tools = [] } = (quarantine?.told ?? {}) as { tools?: readonly { server: string }[] };
  if (tools.length === 0) return { days: [] };
  const since = new Date(Date.now() - 24 * 3_600_000).toISOString();
  const servers = [...new Set(tools.map(({ server }) => server))];
  const dayOf = (server: string) =>
    new URLSearchParams({ action: 'tool_call', resource_prefix: `${server}/`, since, limit: '1000' });
  const [registry, keys, ...days] = await Promise.all([
    told('/bff/router/api/mcp/registry'),
    told('/bff/ops/keys'),
    ...servers.map((server) => told(`/bff/ops/audit?${dayOf(server).toString()}`)),
  ]);
  return {
    registry,
    keys,
    days: servers.flatMap((server, at) => (days[at] ? [{ server, ...days[at] }] : [])),
  };
}
