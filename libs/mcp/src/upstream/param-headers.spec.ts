import type { JsonObject } from '@app/kernel';
import { ParamHeaders } from './param-headers.js';

const tools = [
  {
    name: 'query',
    inputSchema: {
      type: 'object',
      properties: {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        limit: { type: 'integer', 'x-mcp-header': 'Limit' },
        dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
        deep: { type: 'object', properties: { id: { type: 'string', 'x-mcp-header': 'Id' } } },
        list: { type: 'array', 'x-mcp-header': 'List' },
        bad: { type: 'string', 'x-mcp-header': 'not a token' },
      },
    },
  },
  { name: 'odd', inputSchema: 'nothing' },
];

function headersOf(given: JsonObject): Record<string, string> {
  const headers = new ParamHeaders();
  headers.learn({ tools });
  return headers.of({ name: 'query', arguments: given });
}

describe('headers from parameters', () => {
  it('are those that the schema of the tool names', () => {
    const given = {
      region: 'eu',
      limit: 3,
      dry: false,
      deep: { id: 'x' },
      list: ['a'],
      bad: 'b',
      other: 'c',
    };
    expect(headersOf(given)).toEqual({
      'Mcp-Param-Region': 'eu',
      'Mcp-Param-Limit': '3',
      'Mcp-Param-Dry': 'false',
      'Mcp-Param-Id': 'x',
    });
  });

  it.each([
    ['Zürich', '=?base64?WsO8cmljaA==?='],
    [' padded ', '=?base64?IHBhZGRlZCA=?='],
    ['a\r\nEvil: 1', '=?base64?YQ0KRXZpbDogMQ==?='],
    ['=?base64?eA==?=', '=?base64?PT9iYXNlNjQ/ZUE9PT89?='],
    ['', '=?base64??='],
    ['plain text', 'plain text'],
  ])('carry %j whole', (region, header) => {
    expect(headersOf({ region })).toEqual({ 'Mcp-Param-Region': header });
  });

  it('are left out for what is not there, and for tools that were not listed', () => {
    expect(headersOf({ region: null, limit: 2 ** 60 })).toEqual({});
    expect(new ParamHeaders().of({ name: 'query', arguments: { region: 'eu' } })).toEqual({});
  });
});
