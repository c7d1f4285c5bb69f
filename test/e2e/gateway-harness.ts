import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { createGatewayApp } from '../../apps/gateway/src/gateway-app.ts';
import { startFakeOllama, type FakeOllama, type FakeOllamaOptions } from '../fakes/fake-ollama.ts';
import { startFakeOpenAi, type FakeOpenAi, type FakeOpenAiOptions } from '../fakes/fake-openai.ts';

export interface RunningGateway {
  readonly url: string;
  /** A client of the gateway that never retries. */
  readonly client: OpenAI;
  /** stop is what SIGTERM does: take nothing new, finish what runs, let go of the rest. */
  stop(): Promise<void>;
  /** close stops and cuts off whatever is still open. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Text of `gateway.yaml`. */
  readonly yaml?: string;
}

/** startGateway runs the gateway in this process, on a free port, with directories of its own. */
export async function startGateway({ env = {}, yaml }: GatewayOptions): Promise<RunningGateway> {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-e2e-'));
  if (yaml !== undefined) await writeFile(join(directory, 'gateway.yaml'), yaml);
  const app = await createGatewayApp({
    CONFIG_DIR: directory,
    DATA_DIR: directory,
    LOG_LEVEL: 'silent',
    ...env,
  });
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    url,
    client: new OpenAI({ apiKey: 'any', baseURL: `${url}/v1`, maxRetries: 0 }),
    stop: () => app.close(),
    close: async () => {
      const closed = app.close();
      app.getHttpServer().closeAllConnections();
      await closed;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export interface Stack extends RunningGateway {
  readonly ollama: FakeOllama;
  readonly vllm: FakeOpenAi;
}

export interface StackOptions extends GatewayOptions {
  readonly ollama?: FakeOllamaOptions;
  readonly vllm?: FakeOpenAiOptions;
}

/** startStack runs a gateway in front of a fake Ollama (the default provider) and a fake vLLM. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const ollama = await startFakeOllama(options.ollama);
  const vllm = await startFakeOpenAi(options.vllm);
  const env = { OLLAMA_URL: ollama.url, VLLM_URL: vllm.url, DEFAULT_PROVIDER: 'ollama', ...options.env };
  const gateway = await startGateway({ ...options, env });
  return {
    ...gateway,
    ollama,
    vllm,
    close: async () => {
      await gateway.close();
      await Promise.all([ollama.close(), vllm.close()]);
    },
  };
}
