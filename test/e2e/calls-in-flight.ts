import type { RunningGateway } from './gateway-harness.ts';

/** inFlight resolves when the gateway's own gauge says that so many calls are under way. */
export async function inFlight(gateway: RunningGateway, calls: number): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    const gauge = /^switchyard_model_calls_in_flight(?:\{[^}]*\})? (\d+)$/gm;
    const sum = [...metrics.matchAll(gauge)].reduce((total, match) => total + Number(match[1]), 0);
    if (sum === calls) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
