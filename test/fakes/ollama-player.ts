import type { Exchange } from './http-recorder.ts';
import type { JsonObject } from './json.ts';
import { joined, lastRecord, record, type Route } from './ollama-records.ts';
import type { Finished, OllamaStep, Said } from './ollama-scenario.ts';
import type { Cut } from './split-bytes.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** refusal answers as Ollama words every failure. */
export function refusal(exchange: Exchange, status: number, error: string): void {
  exchange.answer(status, JSON_TYPE, JSON.stringify({ error }));
}

async function breakOff(exchange: Exchange, how: string, contentType: string): Promise<void> {
  if (how === 'hang' && !exchange.headersSent) exchange.open(200, { 'content-type': contentType });
  if (how === 'hang' || how === 'silence') await exchange.ended;
  else if (how === 'reset') exchange.reset();
  else exchange.end();
}

const patiently = (exchange: Exchange, event: Promise<unknown>): Promise<unknown> =>
  Promise.race([event, exchange.ended]);

/** playStream answers with one record a line; the end is the done record and then EOF. */
export async function playStream(
  exchange: Exchange,
  route: Route,
  model: string,
  steps: readonly OllamaStep[],
  cut: Cut,
): Promise<void> {
  const type = 'application/x-ndjson';
  const line = async (value: JsonObject | string): Promise<void> => {
    if (!exchange.headersSent) exchange.open(200, { 'content-type': type });
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    await exchange.write(Buffer.from(`${text}\n`), cut);
  };
  for (const step of steps) {
    if (exchange.over.aborted) return;
    if ('until' in step) await patiently(exchange, step.until);
    else if ('refuse' in step) return refusal(exchange, step.refuse.status, step.refuse.error);
    else if ('break' in step) return breakOff(exchange, step.break, type);
    else if ('line' in step) await line(step.line);
    else if ('say' in step) await line(record(route, model, step.say));
    else if ('errorLine' in step) await line({ error: step.errorLine });
    else await line(lastRecord(route, model, step.done));
  }
  exchange.end();
}

/** playWhole answers `stream:false`: one object, everything said joined into it. */
export async function playWhole(
  exchange: Exchange,
  route: Route,
  model: string,
  steps: readonly OllamaStep[],
): Promise<void> {
  const said: Said[] = [];
  let finished: Finished | undefined;
  for (const step of steps) {
    if (exchange.over.aborted) return;
    if ('until' in step) await patiently(exchange, step.until);
    else if ('refuse' in step) return refusal(exchange, step.refuse.status, step.refuse.error);
    else if ('errorLine' in step) return refusal(exchange, 500, step.errorLine);
    else if ('break' in step && step.break !== 'eof')
      return breakOff(exchange, step.break, JSON_TYPE['content-type']);
    else if ('say' in step) said.push(step.say);
    else if ('done' in step) finished = step.done;
  }
  const all = joined(finished === undefined ? said : [...said, finished]);
  const whole =
    finished === undefined ? record(route, model, all) : lastRecord(route, model, { ...finished, ...all });
  exchange.answer(200, JSON_TYPE, JSON.stringify(whole));
}
