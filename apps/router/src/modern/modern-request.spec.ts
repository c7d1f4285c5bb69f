import { modernCapabilities, modernRequest } from './modern-request.js';

const OWN = 'io.modelcontextprotocol';

describe('modernRequest', () => {
  it('takes away what belongs to the connection, and nothing else', () => {
    const params = {
      name: 'echo',
      unknown: [1],
      requestState: 'sealed',
      inputResponses: { a: null },
      _meta: { [`${OWN}/logLevel`]: 'info', progressToken: 0, traceparent: '00-1' },
    };
    const envelope = {
      [`${OWN}/protocolVersion`]: '2026-07-28',
      [`${OWN}/clientInfo`]: { name: 'x' },
      [`${OWN}/clientCapabilities`]: { sampling: {} },
    };
    const body = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { ...params, _meta: { ...params['_meta'], ...envelope } },
    };
    expect(modernRequest(body)).toEqual({ method: 'tools/call', params });
    expect(modernCapabilities(body)).toEqual({ sampling: {} });
  });

  it('knows of no capability where none is said', () => {
    expect(modernCapabilities({ method: 'tools/list' })).toEqual({});
    expect(modernRequest({ method: 'tools/list' })).toEqual({ method: 'tools/list', params: undefined });
  });
});
