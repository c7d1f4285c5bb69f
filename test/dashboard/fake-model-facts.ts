/** What the fake gateway and router know of models and tools at first; times are RFC 3339. */
export const GIB = 1024 ** 3;
const MINUTE = 60_000;
export const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
export const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

export const chatting = ['completion', 'tools'];

export function model(id: string, given: Record<string, unknown> = {}) {
  const provider = id.slice(0, id.indexOf('/'));
  return {
    id,
    provider,
    model: id.slice(id.indexOf('/') + 1),
    state: 'ready',
    loading: false,
    load: null as null | { since: string; expected_seconds: number | null; from_loads: number },
    load_failure: null as null | { at: string; message: string },
    size_bytes: null as number | null,
    vram_bytes: null as number | null,
    loaded_until: null as string | null,
    digest: null as string | null,
    modified_at: null as string | null,
    family: null,
    parameter_size: null,
    quantization: null,
    context_length: null,
    loaded_context_length: null,
    capabilities: [] as string[],
    in_flight: 0,
    last_used: null as string | null,
    default: false,
    ...given,
  };
}
export type FakeModel = ReturnType<typeof model>;

export function modelsAtFirst(): FakeModel[] {
  const ollama = { modified_at: ago(9 * 24 * 60 * MINUTE), quantization: 'Q4_K_M' };
  return [
    model('agent/release-notes', { last_used: ago(47 * MINUTE) }),
    model('loopback/echo', { last_used: ago(4_000) }),
    model('ollama/llama-guard-with-a-very-long-name:12b-instruct-q8_0', {
      ...ollama,
      size_bytes: 12.4 * GIB,
      digest: digest('c'),
      family: 'llama',
      parameter_size: '12.0B',
      quantization: 'Q8_0',
      context_length: 131_072,
      capabilities: chatting,
    }),
    model('ollama/nomic-embed-text:latest', {
      ...ollama,
      size_bytes: 0.27 * GIB,
      digest: digest('d'),
      family: 'nomic-bert',
      parameter_size: '137M',
      quantization: 'F16',
      context_length: 2_048,
      capabilities: ['embedding'],
      last_used: ago(9 * MINUTE),
    }),
    model('ollama/qwen3:8b', {
      ...ollama,
      state: 'loaded',
      size_bytes: 5.2 * GIB,
      vram_bytes: 6.9 * GIB,
      loaded_until: new Date(Date.now() + 4 * MINUTE).toISOString(),
      digest: digest('a'),
      family: 'qwen3',
      parameter_size: '8.2B',
      context_length: 40_960,
      loaded_context_length: 8_192,
      capabilities: [...chatting, 'thinking'],
      in_flight: 2,
      last_used: ago(2_000),
    }),
    model('vllm/mistral-small', {
      state: 'unreachable',
      context_length: 32_768,
      last_used: ago(3 * 60 * MINUTE),
    }),
  ];
}

export const PROVIDERS = [
  {
    id: 'agent',
    kind: 'openai',
    address: '127.0.0.1:8811',
    service: null,
    reachable: true,
    manages_models: false,
    error: null,
  },
  {
    id: 'loopback',
    kind: 'loopback',
    address: null,
    service: null,
    reachable: true,
    manages_models: false,
    error: null,
  },
  {
    id: 'ollama',
    kind: 'ollama',
    address: 'ollama:11434',
    service: null,
    reachable: true,
    manages_models: true,
    error: null,
  },
  {
    id: 'vllm',
    kind: 'vllm',
    address: 'gpu.lan:8443',
    service: 'gpu-1/vllm',
    reachable: false,
    manages_models: false,
    error: 'vllm does not answer (ECONNREFUSED)',
  },
];

const RATES: Readonly<Record<string, readonly [number, number]>> = {
  'ollama/qwen3:8b': [52, 9],
  'loopback/echo': [131, 30],
  'agent/release-notes': [24, 6],
};

export function callsAtFirst() {
  return Object.entries(RATES).flatMap(([name, [middle, spread]], place) =>
    Array.from({ length: 18 }, (_, at) => {
      const rate = middle + spread * Math.sin(at * (1.3 + place));
      return {
        request_id: `req-${place}-${at}`,
        started_at: ago((at * 2.6 + place) * MINUTE),
        endpoint: 'chat',
        model: name,
        provider: name.slice(0, name.indexOf('/')),
        service: at % 3 === 0 ? 'open-webui' : 'n8n',
        client: 'open-webui',
        origin: at % 3 === 0 ? 'chat' : null,
        trace_id: null,
        duration_ms: 1_900 + 70 * at,
        first_token_ms: 140 + 6 * at,
        input_tokens: 210,
        output_tokens: 96,
        output_tokens_per_sec: at === 7 ? null : rate,
        outcome: at === 7 ? 'client_closed' : 'ok',
        finish_reason: at === 7 ? null : 'stop',
      };
    }),
  );
}

export function throughput() {
  const rates = Object.entries(RATES).map(([name, [middle, spread]]) => {
    const figures = (most: number, scatter: number) => {
      const [latest, peak, p50, p95, p99] = [0.4, 1, 0.1, 0.9, 0.98].map((part) => most + part * scatter);
      return { latest, peak, p50, p95, p99, sample_count: 18 };
    };
    // The agents answer in one piece.
    const first_token_ms = name.startsWith('agent/') ? null : figures(7_000 / middle, 90);
    return [name, { ...figures(middle, spread), first_token_ms }] as const;
  });
  return { models: Object.fromEntries(rates) };
}

export function usage() {
  const services = [
    { name: 'n8n', last_tps: 55.1, last_first_token_ms: 140, last_ts: Date.now() / 1000 - 4, count: 12 },
    {
      name: 'open-webui',
      last_tps: 48.9,
      last_first_token_ms: null,
      last_ts: Date.now() / 1000 - 300,
      count: 6,
    },
  ];
  return { by_model: Object.fromEntries(Object.keys(RATES).map((name) => [name, { services }])) };
}

export const SERVERS = [
  { name: 'filesystem', state: 'up', scopes: [], description: 'Files of the project', project: null },
  { name: 'git', state: 'down', scopes: [], description: null, project: null },
];
export const toolsAtFirst = () => [
  {
    name: 'read_file',
    description: 'Reads a file',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
  },
  { name: 'delete_file', description: 'Deletes a file', annotations: { destructiveHint: true } },
];
