/** STARTER_MODELS are models to begin with, by Ollama's names: small ones first, each good at something. */
export const STARTER_MODELS: readonly string[] = [
  'qwen3:0.6b',
  'llama3.2:1b',
  'gemma3:1b',
  'qwen3:4b',
  'gemma3:4b',
  'llama3.1:8b',
  'qwen3:8b',
  'mistral:7b',
  'deepseek-r1:8b',
  'gemma3:12b',
  'qwen2.5-coder:7b',
  'nomic-embed-text',
  'mxbai-embed-large',
];
