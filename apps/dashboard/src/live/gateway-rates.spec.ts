import { RateMeter } from './gateway-rates.js';

const page = (calls: number, tokens: number) =>
  [
    '# HELP switchyard_model_calls_total Model calls that ended',
    `switchyard_model_calls_total{operation="chat",provider="ollama",model="a \\"b\\" \\\\c",outcome="ok"} ${calls}`,
    `switchyard_model_calls_total{operation="chat",provider="ollama",model="a \\"b\\" \\\\c",outcome="upstream_failed"} 1`,
    `switchyard_gen_ai_client_token_usage_total{operation="chat",provider="ollama",model="a \\"b\\" \\\\c",type="output"} ${tokens}`,
    `switchyard_gen_ai_client_token_usage_total{operation="chat",provider="ollama",model="a \\"b\\" \\\\c",type="input"} 9999`,
    'switchyard_model_calls_in_flight{provider="ollama"} 2',
    'switchyard_model_calls_in_flight{provider="vllm"} 1',
    'process_cpu_seconds_total 12',
  ].join('\n');

describe("the gateway's rates", () => {
  it('are none before a second look, which shows what came in between, by model', () => {
    const meter = new RateMeter();
    expect(meter.read(page(10, 100), 0)).toEqual({
      requests_per_sec: 0,
      tokens_per_sec: 0,
      in_flight: 3,
      window_sec: 0,
      models: [],
    });
    expect(meter.read(page(20, 350), 5_000)).toEqual({
      requests_per_sec: 2,
      tokens_per_sec: 50,
      in_flight: 3,
      window_sec: 5,
      models: [{ id: 'a "b" \\c', provider: 'ollama', requests_per_sec: 2, tokens_per_sec: 50 }],
    });
  });

  it('say nothing of a model that nobody used', () => {
    const meter = new RateMeter();
    meter.read(page(10, 100), 0);
    expect(meter.read(page(10, 100), 5_000).models).toEqual([]);
  });

  it('are never negative after the gateway was restarted', () => {
    const meter = new RateMeter();
    meter.read(page(1_000, 1_000), 0);
    expect(meter.read(page(4, 10), 5_000)).toMatchObject({ requests_per_sec: 1, tokens_per_sec: 2 });
  });
});
