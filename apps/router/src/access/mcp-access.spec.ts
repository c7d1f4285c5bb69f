import type { IncomingMessage } from 'node:http';
import { AccessPolicy, ClientRegistry, clientsFile, PageCheck, storedForm } from '@app/auth';
import { McpAccess } from './mcp-access.js';

const KEY = 'sy-the-key-of-ada';
const file = (tools: readonly string[]) =>
  clientsFile.parse({ clients: [{ id: 'ada', key_hash: storedForm(KEY), scopes: { tools } }] });

function accessOf(clients: ClientRegistry): McpAccess {
  const pages = { hosts: ['tools.example.com'], origins: [] };
  const policy = new AccessPolicy(clients, { ...pages, networks: ['127.0.0.0/8'] });
  return new McpAccess(policy, new PageCheck(pages));
}

function request(headers: Record<string, string | string[]>): IncomingMessage {
  const distinct = Object.entries(headers).map(([name, value]) => [name, [value].flat()] as const);
  const joined = distinct.map(([name, values]) => [name, values.join(', ')] as const);
  return {
    headers: Object.fromEntries(joined),
    headersDistinct: Object.fromEntries(distinct),
    socket: { remoteAddress: '127.0.0.1' },
  } as unknown as IncomingMessage;
}

describe('McpAccess', () => {
  const host = 'localhost:8811';
  const authorization = `Bearer ${KEY}`;

  it('lets a client in with the tools that its scope names', () => {
    const access = accessOf(new ClientRegistry(file(['github/*'])));
    const { principal } = access.admit(request({ host, authorization }));
    expect(principal).toEqual({ id: 'ada', tools: ['github/*'] });
  });

  it('checks Host and Origin of a client with a key as well', () => {
    const access = accessOf(new ClientRegistry(file(['*'])));
    const own = { host: 'tools.example.com', authorization };
    expect(() => access.admit(request(own))).not.toThrow();
    const foreign = [
      { host: 'evil.example.com', authorization },
      { ...own, origin: 'https://evil.example.com' },
      { ...own, origin: ['https://tools.example.com', 'https://tools.example.com'] },
    ];
    for (const headers of foreign) {
      expect(() => access.admit(request(headers))).toThrow(expect.objectContaining({ code: 'forbidden' }));
    }
  });

  it('says later what the client may do by then', () => {
    const clients = new ClientRegistry(file(['*']));
    const { again } = accessOf(clients).admit(request({ host, authorization }));
    clients.replace(file(['github/*']));
    expect(again()).toEqual({ id: 'ada', tools: ['github/*'] });
    clients.replace(clientsFile.parse({ clients: [{ id: 'bob', key_hash: storedForm('sy-other') }] }));
    expect(again()).toBeUndefined();
  });
});
