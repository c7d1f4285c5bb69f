/** Limits on one upstream call, in milliseconds; 0 switches that clock off. */
export interface ProviderTimeouts {
  /** TCP and TLS handshake. */
  readonly connect: number;
  /** From the request to the first event with content; a keep-alive comment does not reset it. Streams only. */
  readonly firstToken: number;
  /** Between two reads of a stream's bytes after its first token. */
  readonly idle: number;
  /** The whole call, loading included. */
  readonly total: number;
}

/** Paths of PEM files, read again whenever they change. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name to verify the server's certificate against, when it differs from the URL's host. */
  readonly serverName?: string;
}

interface UpstreamSettings {
  readonly id: string;
  /** Base URL, without a trailing slash. For `openai` and `vllm` it includes `/v1`. */
  readonly url: string;
  readonly timeouts: ProviderTimeouts;
  /** What operations calls it, `node/service`, to be shown beside its models. */
  readonly service?: string;
  readonly tls?: TlsFiles;
  /** Told when changed TLS files cannot be used; the last good ones stay in use. */
  readonly onTlsProblem?: (problem: Error) => void;
  /** Open connections at most; further calls wait, and count against `total` while they do. */
  readonly connections: number;
}

export interface OllamaSettings extends UpstreamSettings {
  readonly kind: 'ollama';
  /** Context window to ask for when the client names none; absent leaves it to Ollama. */
  readonly numCtx?: number;
  /** Sent as is with each call that names none: `"10m"`, -1, 0. */
  readonly keepAlive?: string | number;
  /** What to do with a top-level field that has no translation. */
  readonly unknownFields: 'reject' | 'ignore';
}

export interface OpenAiSettings extends UpstreamSettings {
  readonly kind: 'openai' | 'vllm';
  /** Sent as `Authorization: Bearer`; never logged. */
  readonly apiKey?: string;
  /** Ask for usage in every stream. Off only for an upstream that refuses `stream_options`. */
  readonly streamUsage: boolean;
}

export interface LoopbackSettings {
  readonly kind: 'loopback';
  readonly id: string;
}

export type ProviderSettings = OllamaSettings | OpenAiSettings | LoopbackSettings;
