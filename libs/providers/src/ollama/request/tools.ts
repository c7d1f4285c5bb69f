import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { Fields, invalid, unsupported } from './field-check.js';

export interface FunctionTool {
  readonly name: string;
  readonly description: string | undefined;
  readonly parameters: JsonObject;
}

/** ToolUse is what `tools` and `tool_choice` come to: offer these functions, or force a call of one of them. */
export interface ToolUse {
  readonly mode: 'offer' | 'force';
  readonly functions: readonly FunctionTool[];
}

const NO_PARAMETERS: JsonObject = { type: 'object', properties: {} };

/** toolUse reads `tools` and `tool_choice`; undefined when no function may be called. */
export function toolUse(body: Fields): ToolUse | undefined {
  const functions = (body.array('tools') ?? []).map((tool, at) =>
    functionTool(Fields.of(tool, `tools[${at}]`)),
  );
  const choice = body.value('tool_choice') ?? 'auto';
  if (choice === 'none') return undefined;
  if (choice === 'auto') return functions.length > 0 ? { mode: 'offer', functions } : undefined;
  if (choice === 'required') return { mode: 'force', functions: atLeastOne(functions) };
  return { mode: 'force', functions: [named(choice, functions)] };
}

/** nativeTools is Ollama's `tools`: OpenAI's own shape. */
export function nativeTools(functions: readonly FunctionTool[]): JsonObject[] {
  return functions.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, ...(description !== undefined && { description }), parameters },
  }));
}

function functionTool(tool: Fields): FunctionTool {
  if (tool.requiredString('type') !== 'function') {
    throw unsupported(tool.at('type'), `${tool.at('type')} must be "function": Ollama knows no other tools`);
  }
  const given = tool.child('function');
  return {
    name: given.requiredString('name'),
    description: given.string('description'),
    parameters: given.object('parameters') ?? NO_PARAMETERS,
  };
}

function atLeastOne(functions: readonly FunctionTool[]): readonly FunctionTool[] {
  if (functions.length > 0) return functions;
  throw invalid('tool_choice', 'tool_choice "required" needs at least one function in tools');
}

function named(choice: JsonValue, functions: readonly FunctionTool[]): FunctionTool {
  if (!isJsonObject(choice)) {
    throw invalid(
      'tool_choice',
      'tool_choice must be "none", "auto", "required" or an object that names a function',
    );
  }
  const fields = new Fields(choice, 'tool_choice');
  if (fields.requiredString('type') !== 'function') {
    throw unsupported('tool_choice.type', 'tool_choice.type must be "function": Ollama knows no other tools');
  }
  const wanted = fields.child('function').requiredString('name');
  const found = functions.find(({ name }) => name === wanted);
  if (found) return found;
  throw invalid('tool_choice.function.name', 'tool_choice.function.name names no function of tools');
}
