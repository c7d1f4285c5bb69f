import type { Exchange } from './http-recorder.ts';
import { textOf, type Json, type JsonObject } from './json.ts';
import { canonicalName } from './ollama-catalogue.ts';
import type { Cut } from './split-bytes.ts';

/** OllamaPullStep is one thing that a pull does; one whose steps end without `success` breaks off. */
export type OllamaPullStep =
  | { readonly line: JsonObject }
  | { readonly until: Promise<unknown> }
  /** The model is there from now on, with that digest. */
  | { readonly arrive: string }
  | { readonly reset: true };

interface PullScript {
  readonly steps: readonly OllamaPullStep[];
  readonly cut: Cut;
}

/** layer is a line of progress on one layer; Ollama leaves out a `completed` of 0. */
export function layer(digest: string, total: number, completed = 0): OllamaPullStep {
  const status = `pulling ${digest.slice('sha256:'.length, 19)}`;
  return { line: { status, digest, total, ...(completed > 0 && { completed }) } };
}

/** pullEnd is how every good pull ends, once its layers are there. */
export function pullEnd(digest: string): OllamaPullStep[] {
  return [
    { line: { status: 'verifying sha256 digest' } },
    { line: { status: 'writing manifest' } },
    { arrive: digest },
    { line: { status: 'success' } },
  ];
}

/** OllamaPulls answers /api/pull as its scripts say; a model without one does not exist in the registry. */
export class OllamaPulls {
  private readonly scripts = new Map<string, PullScript>();
  private readonly arrived: (model: string, digest: string) => void;

  constructor(arrived: (model: string, digest: string) => void) {
    this.arrived = arrived;
  }

  script(model: string, steps: readonly OllamaPullStep[], cut: Cut = 'whole'): void {
    this.scripts.set(canonicalName(model), { steps, cut });
  }

  /** play always begins with status 200: what fails is told within the stream. */
  async play(exchange: Exchange, asked: Json | undefined): Promise<void> {
    const model = canonicalName(textOf(asked));
    const { steps, cut } = this.scripts.get(model) ?? { steps: NOT_THERE, cut: 'whole' };
    exchange.open(200, { 'content-type': 'application/x-ndjson' });
    await exchange.write(Buffer.from('{"status":"pulling manifest"}\n'), cut);
    for (const step of steps) {
      if (exchange.over.aborted) return;
      if ('until' in step) await Promise.race([step.until, exchange.ended]);
      else if ('arrive' in step) this.arrived(model, step.arrive);
      else if ('reset' in step) return exchange.reset();
      else await exchange.write(Buffer.from(`${JSON.stringify(step.line)}\n`), cut);
    }
    exchange.end();
  }
}

const NOT_THERE: readonly OllamaPullStep[] = [
  { line: { error: 'pull model manifest: file does not exist' } },
];
