import { LoopbackProvider } from './loopback/loopback-provider.js';
import { OllamaProvider } from './ollama/ollama-provider.js';
import { OpenAiProvider } from './openai/openai-provider.js';
import type { Provider } from './provider.js';
import type { ProviderSettings } from './provider-settings.js';

/** createProvider opens the provider that `settings` describe; throws a DomainError when TLS files are unusable. */
export function createProvider(settings: ProviderSettings): Provider {
  if (settings.kind === 'loopback') return new LoopbackProvider(settings);
  if (settings.kind === 'ollama') return new OllamaProvider(settings);
  return new OpenAiProvider(settings);
}
