/** What the gateway answers about models, as far as their pages read it. */
export interface LibraryProvider {
  readonly id: string;
  readonly kind: string;
  readonly reachable: boolean;
  /** Whether models can be pulled, deleted, loaded and unloaded there. */
  readonly manages_models: boolean;
  readonly error: string | null;
}

export interface LibraryModel {
  readonly id: string;
  readonly provider: string;
  /** The provider's own name for it. */
  readonly model: string;
  readonly state: 'ready' | 'loaded' | 'stale' | 'unreachable';
  readonly loading: boolean;
  readonly size_bytes: number | null;
  readonly vram_bytes: number | null;
  readonly loaded_until: string | null;
  readonly digest: string | null;
  readonly modified_at: string | null;
  readonly family: string | null;
  readonly parameter_size: string | null;
  readonly quantization: string | null;
  readonly context_length: number | null;
  readonly loaded_context_length: number | null;
  readonly capabilities: readonly string[];
  readonly in_flight: number;
  readonly last_used: string | null;
  readonly default: boolean;
}

export interface Library {
  readonly providers: readonly LibraryProvider[];
  readonly models: readonly LibraryModel[];
}

export interface PullLayer {
  readonly digest: string;
  readonly completed_bytes: number;
  readonly total_bytes: number;
}

export interface ModelPull {
  readonly id: string;
  readonly model: string;
  readonly provider: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly position: number | null;
  readonly status: string;
  readonly completed_bytes: number;
  readonly total_bytes: number;
  readonly bytes_per_sec: number;
  readonly seconds_left: number | null;
  readonly layers: readonly PullLayer[];
  readonly digest_before: string | null;
  readonly digest_after: string | null;
  readonly tag_moved: boolean;
  readonly actor: string;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Deletion {
  readonly model: string;
  readonly deleted: boolean;
  readonly size_bytes: number | null;
  readonly digest: string | null;
  readonly loaded: boolean;
  readonly vram_bytes: number | null;
  readonly in_flight: number;
  readonly default: boolean;
}

export interface DefaultModel {
  readonly model: string | null;
  readonly source: 'chosen' | 'gateway.yaml' | 'none';
  readonly known: boolean;
}

/** One model call that ended; never what was said in it. */
export interface ModelCall {
  readonly request_id: string;
  readonly started_at: string;
  readonly endpoint: string;
  readonly model: string;
  readonly provider: string;
  readonly service: string;
  readonly client: string;
  readonly duration_ms: number;
  readonly first_token_ms: number | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly output_tokens_per_sec: number | null;
  readonly outcome: string;
  readonly finish_reason: string | null;
}

export interface ModelCalls {
  readonly running: readonly Pick<
    ModelCall,
    'request_id' | 'started_at' | 'model' | 'service' | 'client' | 'duration_ms'
  >[];
  readonly calls: readonly ModelCall[];
}
