import { createProvider, type ProviderSettings } from '@app/providers';
import { describeProviderContract, type StartedProvider } from '../../contracts/provider-contract.ts';
import { startFakeOllama } from '../../fakes/fake-ollama.ts';
import { type FakeOpenAiOptions, startFakeOpenAi } from '../../fakes/fake-openai.ts';

const UPSTREAM = {
  timeouts: { connect: 5000, firstToken: 10_000, idle: 10_000, total: 20_000 },
  connections: 4,
};
const OPENAI_MODEL = 'org/served-model';
const HANGING = 'org/hanging';
const never = new Promise<never>(() => undefined);

describeProviderContract('loopback', async () => ({
  provider: createProvider({ kind: 'loopback', id: 'loopback' }),
  chatModel: 'echo',
  embeddingModel: 'embed',
  stop: async () => undefined,
}));

async function openAiLike(
  kind: 'openai' | 'vllm',
  dialect: FakeOpenAiOptions['dialect'],
): Promise<StartedProvider> {
  const fake = await startFakeOpenAi({ dialect, models: [OPENAI_MODEL, HANGING], apiKey: 'sk-contract' });
  fake.script(HANGING, [{ delta: { content: 'a' } }, { until: never }]);
  const settings: ProviderSettings = {
    kind,
    id: kind,
    url: fake.url,
    apiKey: 'sk-contract',
    streamUsage: true,
    ...UPSTREAM,
  };
  const models = { chatModel: OPENAI_MODEL, embeddingModel: OPENAI_MODEL, hangingModel: HANGING };
  return { provider: createProvider(settings), ...models, stop: () => fake.close() };
}

describeProviderContract('openai', () => openAiLike('openai', 'openai'));
describeProviderContract('vllm', () => openAiLike('vllm', 'vllm'));
describeProviderContract('vllm before 0.10.1', () => openAiLike('vllm', 'vllm-flat'));
describeProviderContract('llama.cpp', () => openAiLike('openai', 'llamacpp'));
describeProviderContract('SGLang', () => openAiLike('openai', 'sglang'));
describeProviderContract('TGI', () => openAiLike('openai', 'tgi'));
describeProviderContract('LM Studio', () => openAiLike('openai', 'lmstudio'));

describeProviderContract('Ollama', async () => {
  const fake = await startFakeOllama();
  fake.script('qwen3:8b', [{ say: { content: 'a' } }, { until: never }]);
  return {
    provider: createProvider({
      kind: 'ollama',
      id: 'ollama',
      url: fake.url,
      unknownFields: 'reject',
      ...UPSTREAM,
    }),
    chatModel: 'llama3.2:latest',
    embeddingModel: 'nomic-embed-text:latest',
    hangingModel: 'qwen3:8b',
    stop: () => fake.close(),
  };
});
