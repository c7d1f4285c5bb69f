/**
 * Names of the OpenTelemetry conventions for generative AI, which are still in development: they are written
 * down here alone. https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/
 */
export const GEN_AI = {
  requestDuration: 'switchyard_gen_ai_server_request_duration_seconds',
  timeToFirstToken: 'switchyard_gen_ai_server_time_to_first_token_seconds',
  tokenUsage: 'switchyard_gen_ai_client_token_usage_total',
  operations: { chat: 'chat', completions: 'text_completion', embeddings: 'embeddings' },
} as const;
