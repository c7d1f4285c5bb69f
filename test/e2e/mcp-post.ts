const VERSION = '2026-07-28';

export interface McpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The messages of the answer: one, or those of its stream. */
  readonly messages: Record<string, unknown>[];
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly id?: number | string;
  readonly signal?: AbortSignal;
}

/** postLegacy sends one message the old way; without `method` in it, it is sent as it is. */
export async function postLegacy(
  url: string,
  message: object,
  options: PostOptions = {},
): Promise<McpAnswer> {
  return read(await send(url, { jsonrpc: '2.0', ...message }, options));
}

/** postModern sends one request the modern way, with the envelope and the headers that belong to it. */
export async function postModern(
  url: string,
  method: string,
  params: Record<string, unknown> = {},
  options: PostOptions = {},
): Promise<McpAnswer> {
  return read(await openModern(url, method, params, options));
}

/** openModern is postModern whose answer is left to be read. */
export function openModern(
  url: string,
  method: string,
  params: Record<string, unknown> = {},
  options: PostOptions = {},
): Promise<Response> {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': VERSION,
    'io.modelcontextprotocol/clientInfo': { name: 'a test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
    ...(params['_meta'] as object | undefined),
  };
  const name = params['name'] ?? params['uri'];
  const headers = {
    'mcp-protocol-version': VERSION,
    'mcp-method': method,
    ...(typeof name === 'string' && { 'mcp-name': name }),
    ...options.headers,
  };
  const message = { jsonrpc: '2.0', id: options.id ?? 1, method, params: { ...params, _meta: meta } };
  return send(url, message, { ...options, headers });
}

/** initialize begins a session, and returns what belongs to each further request of it. */
export async function initialize(url: string, options: PostOptions = {}): Promise<Record<string, string>> {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'a test', version: '1' },
  };
  const { headers } = await postLegacy(url, { id: 0, method: 'initialize', params }, options);
  return {
    'mcp-session-id': headers.get('mcp-session-id') ?? '',
    'mcp-protocol-version': '2025-11-25',
    ...options.headers,
  };
}

function send(url: string, message: object, { headers, key, signal }: PostOptions): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: JSON.stringify(message),
    signal,
  });
}

async function read(response: Response): Promise<McpAnswer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, messages: messagesIn(text) };
}

/** messagesIn reads a JSON body, or the data of each event of a stream. */
export function messagesIn(text: string): Record<string, unknown>[] {
  if (text.startsWith('{')) return [JSON.parse(text) as Record<string, unknown>];
  const data = text.split('\n').filter((line) => line.startsWith('data: {'));
  return data.map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>);
}
