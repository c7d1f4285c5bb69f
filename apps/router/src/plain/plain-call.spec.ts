import type { Exchange } from '@app/http';
import type { JsonObject } from '@app/kernel';
import { KnownEnvelopes } from './known-envelopes.js';
import { plainCall } from './plain-call.js';

const META: JsonObject = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'fs__read',
};
const BODY = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'fs__read', arguments: { path: 'a' }, _meta: META },
};

function anExchange(body: unknown = BODY, headers: object = {}): Exchange {
  const request = { method: 'POST', headers: { ...HEADERS, ...headers } };
  return { id: 'req-1', request, body } as unknown as Exchange;
}

function known(exchange: Exchange, envelopes: KnownEnvelopes): boolean {
  const call = plainCall(exchange);
  return call !== undefined && envelopes.has(exchange, call);
}

const withParams = (params: JsonObject): object => ({ ...BODY, params: { ...BODY.params, ...params } });

describe('a plain call', () => {
  it('is what most calls are', () => {
    expect(plainCall(anExchange())).toEqual({ id: 1, name: 'fs__read', params: BODY.params, meta: META });
  });

  it.each<[string, unknown, object]>([
    ['another method', { ...BODY, method: 'tools/list' }, {}],
    ['a batch', [BODY], {}],
    ['a notification', { jsonrpc: '2.0', method: 'tools/call', params: BODY.params }, {}],
    ['an id of null', { ...BODY, id: null }, {}],
    ['an id that is no whole number', { ...BODY, id: 1.5 }, {}],
    ['a member that nobody knows', { ...BODY, more: 1 }, {}],
    ['another version of JSON-RPC', { ...BODY, jsonrpc: '1.0' }, {}],
    ['no params', { jsonrpc: '2.0', id: 1, method: 'tools/call' }, {}],
    ['a name that is no text', withParams({ name: 1 }), {}],
    ['arguments that are a list', withParams({ arguments: [] }), {}],
    ['_meta that is a list', withParams({ _meta: [] }), {}],
    ['answers to questions', withParams({ inputResponses: {} }), {}],
    ['a state', withParams({ requestState: 'x' }), {}],
    ['a task of old', withParams({ task: {} }), {}],
    ['a client that takes no stream', BODY, { accept: 'application/json' }],
    ['another type', BODY, { 'content-type': 'application/jsonp' }],
  ])('is not one with %s', (_what, body, headers) => {
    expect(plainCall(anExchange(body, headers))).toBeUndefined();
  });
});

describe('an envelope', () => {
  let envelopes: KnownEnvelopes;

  beforeEach(() => {
    envelopes = new KnownEnvelopes();
    const call = plainCall(anExchange());
    if (call !== undefined) envelopes.learn(call);
  });

  it('is known once the SDK has served a call with it, whatever is called next', () => {
    expect(known(anExchange(), envelopes)).toBe(true);
    const other = anExchange(withParams({ name: 'fs__write' }), { 'mcp-name': 'fs__write' });
    expect(known(other, envelopes)).toBe(true);
    expect(known(anExchange(), new KnownEnvelopes())).toBe(false);
  });

  it.each<[string, JsonObject]>([
    ['other capabilities', { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: 5 } } }],
    ['another client', { 'io.modelcontextprotocol/clientInfo': { name: 'other' } }],
    ['another version', { 'io.modelcontextprotocol/protocolVersion': '2099-01-01' }],
    ['a wish for progress', { progressToken: 1 }],
    ['a wish for log messages', { 'io.modelcontextprotocol/logLevel': 'info' }],
  ])('is not known with %s', (_what, change) => {
    expect(known(anExchange(withParams({ _meta: { ...META, ...change } })), envelopes)).toBe(false);
  });

  it.each([
    ['version', { 'mcp-protocol-version': '2025-11-25' }],
    ['version missing', { 'mcp-protocol-version': undefined }],
    ['method', { 'mcp-method': 'tools/list' }],
    ['name', { 'mcp-name': 'fs__write' }],
    ['name in another form', { 'mcp-name': '=?base64?ZnNfX3JlYWQ=?=' }],
    ['session', { 'mcp-session-id': 'x' }],
  ])('does not count when a header says something else: %s', (_what, headers) => {
    expect(known(anExchange(BODY, headers), envelopes)).toBe(false);
  });

  it('is forgotten before there are too many', () => {
    for (let index = 0; index < 3_000; index++) {
      const info = { name: `client ${index}`, version: '1' };
      const meta = { ...META, 'io.modelcontextprotocol/clientInfo': info };
      const call = plainCall(anExchange(withParams({ _meta: meta })));
      if (call !== undefined) envelopes.learn(call);
    }
    expect(envelopes.size).toBe(1_024);
    expect(known(anExchange(), envelopes)).toBe(false);
  });
});
