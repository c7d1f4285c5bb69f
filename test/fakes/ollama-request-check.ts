import { isObject, textOf, type Json, type JsonObject } from './json.ts';
import type { FakeOllamaModel } from './ollama-catalogue.ts';

/** OllamaRefusal is an answer of the form `{"error":"text"}`. */
export class OllamaRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const refuse = (status: number, message: string): never => {
  throw new OllamaRefusal(status, message);
};

const goKind = (value: Json): string =>
  Array.isArray(value)
    ? 'array'
    : isObject(value)
      ? 'object'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value;

function wantType(
  struct: string,
  field: string,
  value: Json | undefined,
  kinds: string[],
  goType: string,
): void {
  if (value === undefined || value === null || kinds.includes(goKind(value))) return;
  refuse(
    400,
    `json: cannot unmarshal ${goKind(value)} into Go struct field ${struct}.${field} of type ${goType}`,
  );
}

const OPTION_KINDS: Readonly<Record<string, 'integer' | 'float32' | 'boolean' | 'an array'>> = {
  num_ctx: 'integer',
  num_predict: 'integer',
  num_keep: 'integer',
  num_batch: 'integer',
  num_gpu: 'integer',
  num_thread: 'integer',
  seed: 'integer',
  top_k: 'integer',
  repeat_last_n: 'integer',
  temperature: 'float32',
  top_p: 'float32',
  min_p: 'float32',
  typical_p: 'float32',
  repeat_penalty: 'float32',
  presence_penalty: 'float32',
  frequency_penalty: 'float32',
  use_mmap: 'boolean',
  stop: 'an array',
};

/** Option types are checked late, once a model is there: the status is 500. Unknown names pass. */
function checkOptions(options: Json | undefined): void {
  for (const [name, value] of Object.entries(isObject(options) ? options : {})) {
    const wanted = OPTION_KINDS[name];
    if (wanted === undefined || value === null || value === undefined) continue;
    const fits =
      wanted === 'an array'
        ? Array.isArray(value) && value.every((item) => typeof item === 'string')
        : wanted === 'boolean'
          ? typeof value === 'boolean'
          : typeof value === 'number';
    if (!fits) refuse(500, `option "${name}" must be of type ${wanted}`);
  }
}

function checkImages(images: Json | undefined): void {
  wantType('ChatRequest', 'messages.images', images, ['array'], '[]api.ImageData');
  for (const image of Array.isArray(images) ? images : []) {
    if (typeof image !== 'string') refuse(400, 'json: cannot unmarshal object into Go value of type []uint8');
    const at = /[^A-Za-z0-9+/=]/.exec(textOf(image))?.index;
    if (at !== undefined) refuse(400, `illegal base64 data at input byte ${at}`);
  }
}

function checkToolCalls(calls: Json | undefined): void {
  wantType('ChatRequest', 'messages.tool_calls', calls, ['array'], '[]api.ToolCall');
  for (const call of Array.isArray(calls) ? calls : []) {
    const made = isObject(call) && isObject(call['function']) ? call['function'] : {};
    const field = 'messages.tool_calls.function.arguments';
    wantType('ChatRequest', field, made['arguments'], ['object'], 'api.ToolCallFunctionArguments');
  }
}

function checkMessages(messages: Json | undefined): void {
  wantType('ChatRequest', 'messages', messages, ['array'], '[]api.Message');
  for (const message of Array.isArray(messages) ? messages : []) {
    if (!isObject(message))
      return refuse(400, 'json: cannot unmarshal string into Go value of type api.Message');
    for (const field of ['role', 'content', 'thinking', 'tool_name', 'tool_call_id'])
      wantType('ChatRequest', `messages.${field}`, message[field], ['string'], 'string');
    checkImages(message['images']);
    checkToolCalls(message['tool_calls']);
  }
}

function checkKeepAlive(value: Json | undefined): void {
  wantType('ChatRequest', 'keep_alive', value, ['number', 'string'], 'api.Duration');
  if (typeof value !== 'string' || value === '0') return;
  if (/^-?\d+(\.\d+)?$/.test(value)) refuse(400, `time: missing unit in duration "${value}"`);
  if (!/^-?(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(value)) refuse(400, `time: invalid duration "${value}"`);
}

function checkThink(value: Json | undefined): void {
  if (value === undefined || value === null || typeof value === 'boolean') return;
  if (['low', 'medium', 'high', 'max'].includes(textOf(value))) return;
  refuse(
    400,
    `invalid think value: ${JSON.stringify(value)} (must be "high", "medium", "low", "max", true, or false)`,
  );
}

function checkFormat(format: Json | undefined): void {
  if (format === undefined || format === null || format === '' || format === 'json' || isObject(format))
    return;
  refuse(500, `invalid format: ${JSON.stringify(format)}; expected "json" or a valid JSON Schema object`);
}

/** checkShape refuses what the Go decoder refuses, before the model is looked at. */
export function checkShape(body: Json | undefined, bytes: Buffer): JsonObject {
  if (bytes.length === 0) refuse(400, 'missing request body');
  if (!isObject(body)) return refuse(400, "invalid character 'x' looking for beginning of value");
  for (const field of ['model', 'prompt', 'system', 'suffix', 'template'])
    wantType('ChatRequest', field, body[field], ['string'], 'string');
  for (const field of ['stream', 'truncate', 'shift', 'raw', 'logprobs'])
    wantType('ChatRequest', field, body[field], ['bool'], 'bool');
  for (const field of ['top_logprobs', 'dimensions'])
    wantType('ChatRequest', field, body[field], ['number'], 'int');
  wantType('ChatRequest', 'options', body['options'], ['object'], 'map[string]interface {}');
  wantType('ChatRequest', 'tools', body['tools'], ['array'], 'api.Tools');
  checkMessages(body['messages']);
  checkKeepAlive(body['keep_alive']);
  checkThink(body['think']);
  const top = body['top_logprobs'];
  if (typeof top === 'number' && (top < 0 || top > 20)) refuse(400, 'top_logprobs must be between 0 and 20');
  return body;
}

/** checkGeneration refuses what the model that was asked for cannot do. `route` is `chat` or `generate`. */
export function checkGeneration(body: JsonObject, model: FakeOllamaModel, route: 'chat' | 'generate'): void {
  const can = (capability: string): boolean => model.capabilities.includes(capability);
  const bare = model.name.replace(/:latest$/, '');
  if (!can('completion')) refuse(400, `"${bare}" does not support ${route}`);
  if (Array.isArray(body['tools']) && body['tools'].length > 0 && !can('tools'))
    refuse(400, `registry.ollama.ai/library/${model.name} does not support tools`);
  if (body['think'] !== undefined && body['think'] !== null && body['think'] !== false && !can('thinking'))
    refuse(400, `"${bare}" does not support thinking`);
  if (body['raw'] === true && (body['template'] || body['system'] || body['context']))
    refuse(400, 'raw mode does not support template, system, or context');
  checkOptions(body['options']);
  checkFormat(body['format']);
}
