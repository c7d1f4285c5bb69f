import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { TRAINING_MAIN } from './training-process.ts';

export type Answer = Readonly<Record<string, unknown>>;
type OnProgress = () => void;

/** TrainingDoor calls tools; a result that is an error, or that does not fit its published schema, rejects. */
export interface TrainingDoor {
  call(tool: string, args?: Record<string, unknown>, onProgress?: OnProgress): Promise<Answer>;
  close(): Promise<void>;
}

export const SCHEMAS = 'apps/training/schemas';
const NEVER_MS = 2 ** 31 - 1;

type Check = ReturnType<AjvJsonSchemaValidator['getValidator']>;
const checks = new Map<string, Check>();

/** fitting is the answer when it fits the schema that is published for the tool, and an error that says why if not. */
function fitting(tool: string, answer: unknown): Answer {
  const check = checks.get(tool) ?? checkOf(tool);
  checks.set(tool, check);
  const { valid, errorMessage } = check(answer);
  if (!valid) throw new Error(`${tool} answered what its schema does not allow: ${errorMessage}`);
  return answer as Answer;
}

function checkOf(tool: string): Check {
  const schema = readFileSync(join(SCHEMAS, `${tool}.schema.json`), 'utf8');
  return new AjvJsonSchemaValidator().getValidator(JSON.parse(schema) as object);
}

export interface StdioDoor extends TrainingDoor {
  tools(): ReturnType<Client['listTools']>;
}

/** openStdioDoor starts the built training server on standard streams, as a client on a desktop does. */
export async function openStdioDoor(env: Readonly<Record<string, string>>): Promise<StdioDoor> {
  const client = new Client({ name: 'a test', version: '1.0.0' });
  const options = { command: process.execPath, args: [TRAINING_MAIN], stderr: 'inherit' as const };
  await client.connect(new StdioClientTransport({ ...options, env }));
  return {
    tools: () => client.listTools(),
    call: async (name, args = {}, onprogress?) => {
      const watched = onprogress === undefined ? {} : { onprogress };
      const result = await client.callTool({ name, arguments: args }, { timeout: NEVER_MS, ...watched });
      if (result.isError === true) throw new Error(JSON.stringify(result.content));
      return fitting(name, result.structuredContent);
    },
    close: () => client.close(),
  };
}

/** bridgeDoor asks the plain HTTP door of a training server. */
export function bridgeDoor(url: string): TrainingDoor {
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const response = await fetch(`${url}/mcp/tool`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, arguments: args }),
    });
    const answer = (await response.json()) as { ok: boolean; data: Record<string, unknown> };
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    const { message: _words, ...structure } = answer.data;
    return fitting(name, structure);
  };
  return { call, close: async () => undefined };
}
