import type { JsonObject } from './json.ts';

/** native: the model's own template runs in llama-server. rendered: Ollama renders and parses. mlx: safetensors. */
type ExecutionPath = 'native' | 'rendered' | 'mlx';

export interface FakeOllamaModel {
  readonly name: string;
  readonly runs: ExecutionPath;
  readonly capabilities: readonly string[];
  readonly contextLength: number;
  /** Width of the vectors of an embedding model. */
  readonly width?: number;
  /** Made of its name when absent. */
  readonly digest?: string;
}

const chat = (
  name: string,
  runs: ExecutionPath,
  more: readonly string[],
  contextLength = 131072,
): FakeOllamaModel => ({ name, runs, capabilities: ['completion', ...more], contextLength });

export const OLLAMA_MODELS: readonly FakeOllamaModel[] = [
  chat('llama3.2:latest', 'native', ['tools']),
  chat('qwen3:8b', 'rendered', ['tools', 'thinking'], 40960),
  chat('gpt-oss:20b', 'rendered', ['tools', 'thinking']),
  chat('gemma3:4b', 'native', ['vision']),
  chat('mlx-community/qwen:4b', 'mlx', ['tools'], 8192),
  chat('hf.co/bartowski/Tiny-GGUF:Q4_K_M', 'native', ['tools'], 8192),
  {
    name: 'nomic-embed-text:latest',
    runs: 'native',
    capabilities: ['embedding'],
    contextLength: 2048,
    width: 768,
  },
];

const digestOf = ({ name, digest }: FakeOllamaModel): string =>
  digest ?? Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);

function details(model: FakeOllamaModel): JsonObject {
  const family = model.name.split(/[:/]/)[0] ?? '';
  return {
    parent_model: '',
    format: model.runs === 'mlx' ? 'safetensors' : 'gguf',
    family,
    families: [family],
    parameter_size: '8.2B',
    quantization_level: 'Q4_K_M',
    context_length: model.contextLength,
    embedding_length: model.width ?? 4096,
  };
}

/** tagOf is the model's entry under `models` of /api/tags. */
export function tagOf(model: FakeOllamaModel): JsonObject {
  return {
    name: model.name,
    model: model.name,
    modified_at: '2026-11-02T08:15:30.123456789+01:00',
    size: 5225388164,
    digest: digestOf(model),
    details: details(model),
    capabilities: [...model.capabilities],
  };
}

/** psOf is the model's entry under `models` of /api/ps while it is loaded with `contextLength` tokens. */
export function psOf(model: FakeOllamaModel, contextLength: number): JsonObject {
  return {
    name: model.name,
    model: model.name,
    size: 6654289920,
    digest: digestOf(model),
    details: details(model),
    expires_at: '2026-11-20T09:05:00.123456789+01:00',
    size_vram: 6654289920,
    context_length: contextLength,
  };
}

/** showOf is the reply of /api/show. */
export function showOf(model: FakeOllamaModel): JsonObject {
  const family = model.name.split(/[:/]/)[0] ?? '';
  return {
    license: 'MIT',
    modelfile: `FROM ${model.name}\n`,
    parameters: 'stop                           "<|im_end|>"',
    template: '{{ .Prompt }}',
    details: details(model),
    model_info: {
      'general.architecture': family,
      'general.parameter_count': 8190735360,
      [`${family}.context_length`]: model.contextLength,
      [`${family}.embedding_length`]: model.width ?? 4096,
      [`${family}.block_count`]: 36,
    },
    capabilities: [...model.capabilities],
    modified_at: '2026-11-02T08:15:30.123456789+01:00',
  };
}

/** canonicalName adds the tag that Ollama assumes when a name has none. */
export function canonicalName(name: string): string {
  const lastPart = name.slice(name.lastIndexOf('/') + 1);
  return lastPart.includes(':') ? name : `${name}:latest`;
}
