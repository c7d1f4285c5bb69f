type Answer = readonly [status: number, body?: unknown];

const TOOLS = ['list-training-jobs', 'get-training-status', 'start-training', 'stop-training'];
const JOBS =
  'Training jobs:\n- fox-lora (ID: 7f3a, running, 640/1000)\n- cat-lora (ID: 19bc, completed, 1000/1000)';

/** FakeTraining is a router whose registry has one server: that of the training jobs. */
export class FakeTraining {
  /** Undefined: there is none, and it answers nothing. */
  state: 'up' | 'down' | undefined;

  /** Undefined: this is about something else. */
  answer(method: string, path: string): Answer | undefined {
    if (this.state === undefined) return undefined;
    if (path === '/bff/router/api/mcp/servers') return [200, this.registry()];
    if (path === '/bff/router/api/mcp/tools') return [200, { server: 'training', tools: TOOLS.map(known) }];
    if (path === '/bff/router/mcp/servers/training/tools')
      return [200, { tools: TOOLS.map((name) => ({ name, inputSchema: { type: 'object' } })) }];
    if (method !== 'POST' || path !== '/bff/router/mcp/servers/training/call') return undefined;
    return [200, { content: [{ type: 'text', text: JOBS }] }];
  }

  private registry() {
    const { state } = this;
    const counts = { allowed: TOOLS.length, denied: 0, quarantined: 0, blocked: 0 };
    const why = { reason: 'the connection was refused', since: new Date(Date.now() - 400_000).toISOString() };
    const server = {
      id: 'training',
      enabled: true,
      kind: 'url',
      state,
      failures: state === 'down' ? 3 : 0,
      tools: counts,
      errors_last_hour: 0,
      ...(state === 'down' && why),
    };
    const [servers, enabled] = [[server], [server.id]];
    return {
      ok: true,
      problems: [],
      dynamic: true,
      inferred: false,
      enabled,
      catalog: [],
      registry: {},
      servers,
    };
  }
}

function known(tool: string) {
  return { tool, state: 'allowed', hash: 'a'.repeat(64), since: new Date(0).toISOString() };
}
