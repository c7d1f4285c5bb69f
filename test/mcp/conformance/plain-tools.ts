import type { McpServer } from '@modelcontextprotocol/server';
import { fromJsonSchema } from '@modelcontextprotocol/server';
import { pause, PNG, text, WAV } from './samples.ts';

const STEP_MS = 50;

/** The schema that must come through with every keyword (SEP-1613, SEP-2106). */
const CONTACT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

/** One argument travels in a header as well (SEP-2243). */
const HEADER_SCHEMA = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
};

/** addPlainTools adds the tools that answer without asking anybody. */
export function addPlainTools(server: McpServer): void {
  addContentTools(server);
  addTalkingTools(server);
  const description = 'Takes what its schema describes';
  server.registerTool(
    'json_schema_2020_12_tool',
    { description, inputSchema: fromJsonSchema(CONTACT_SCHEMA) },
    (args) => ({ content: [text(JSON.stringify(args))] }),
  );
  server.registerTool(
    'test_header_argument',
    { description, inputSchema: fromJsonSchema(HEADER_SCHEMA) },
    (args) => ({ content: [text(JSON.stringify(args))] }),
  );
  server.registerTool('test_error_handling', { description: 'Always fails' }, () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
}

function addContentTools(server: McpServer): void {
  const image = { type: 'image' as const, data: PNG, mimeType: 'image/png' };
  const audio = { type: 'audio' as const, data: WAV, mimeType: 'audio/wav' };
  const contents = {
    test_simple_text: [text('This is a simple text response for testing.')],
    test_image_content: [image],
    test_audio_content: [audio],
    test_embedded_resource: [
      resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
    ],
    test_multiple_content_types: [
      text('Multiple content types test:'),
      image,
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  };
  for (const [name, content] of Object.entries(contents)) {
    server.registerTool(name, { description: 'Returns fixed content' }, () => ({ content }));
  }
}

function addTalkingTools(server: McpServer): void {
  const description = 'Says what it does while it does it';
  for (const name of ['test_tool_with_logging', 'test_logging_tool']) {
    server.registerTool(name, { description }, async ({ mcpReq }) => {
      await mcpReq.log('info', 'Tool execution started');
      await pause(STEP_MS);
      await mcpReq.log('info', 'Tool processing data');
      await pause(STEP_MS);
      await mcpReq.log('info', 'Tool execution completed');
      return { content: [text('Logged three times.')] };
    });
  }
  server.registerTool('test_tool_with_progress', { description }, async ({ mcpReq }) => {
    const { _meta: meta } = mcpReq;
    const progressToken = meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      const params = { progressToken: progressToken ?? '', progress, total: 100 };
      if (progressToken !== undefined) await mcpReq.notify({ method: 'notifications/progress', params });
      await pause(STEP_MS);
    }
    return { content: [text('Done in three steps.')] };
  });
  server.registerTool('test_reconnection', { description }, async ({ http }) => {
    http?.closeSSE?.();
    await pause(2 * STEP_MS);
    return { content: [text('Answered after the stream was closed.')] };
  });
}

function resource(uri: string, mimeType: string, content: string) {
  return { type: 'resource' as const, resource: { uri, mimeType, text: content } };
}
