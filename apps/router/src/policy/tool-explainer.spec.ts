import { ANONYMOUS, type Client } from '@app/auth';
import {
  RateLimit,
  RegistryPolicy,
  serverEntry,
  type LockedTool,
  type RegistrySnapshot,
  type ServerEntry,
} from '@app/mcp';
import { ToolExplainer } from './tool-explainer.js';

const seen = (at: string) => ({ hash: 'sha256:x', at });
const entries: Record<string, ServerEntry> = {
  github: serverEntry.parse({ command: 'x', tools: { deny: ['delete_*'] }, rate_limit_rpm: 60 }),
  gitlab: serverEntry.parse({ command: 'x', deny_clients: ['ann'] }),
  broken: serverEntry.parse({ command: 'x' }),
};
const tools: LockedTool[] = [
  { server: 'github', tool: 'get', approved: seen('a') },
  { server: 'github', tool: 'set', approved: seen('a'), waiting: seen('2026-11-20T10:00:00.000Z') },
  { server: 'gitlab', tool: 'get', approved: seen('a') },
];
const ann: Client = { ...ANONYMOUS, id: 'ann' };

function explainer(clients: readonly Client[] = [ann]): ToolExplainer {
  const entryOf = (id: string) => entries[id];
  const known = new Map([['broken', { reason: 'not set: TOKEN' }]]);
  const snapshot = {
    known,
    entries: new Map([
      ['github', {}],
      ['gitlab', {}],
    ]),
  };
  return new ToolExplainer({
    clients: { isEmpty: clients.length === 0, byId: (id) => clients.find((client) => client.id === id) },
    registry: { entryOf, snapshot: snapshot as unknown as RegistrySnapshot },
    policy: new RegistryPolicy(entryOf, new RateLimit(undefined)),
    locks: {
      lockOf: (server, tool) => tools.find((each) => each.server === server && each.tool === tool),
      named: (name) => tools.filter(({ tool }) => tool === name),
    },
  });
}

const told = (question: { client?: string; tool: string; server?: string }) =>
  explainer().explain({ client: 'ann', ...question });

describe('why a client may or may not use a tool', () => {
  it('is told rule by rule, for each server that has such a tool', () => {
    const [github, gitlab] = told({ tool: 'get' });
    expect(github).toMatchObject({ server: 'github', allowed: true, rule: 'default' });
    expect(github?.steps.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
      'server.enabled silent',
      'server.deny_clients silent',
      'server.allow_clients silent',
      'tools.deny silent',
      'tools.allow silent',
      'scopes silent',
      'definition_lock silent',
      'rate_limit silent',
    ]);
    expect(github?.steps.at(-1)?.reason).toBe('60 calls a minute of each client');
    expect(gitlab).toMatchObject({ allowed: false, rule: 'server.deny_clients' });
  });

  it.each([
    ['the tool was never seen', { tool: 'delete_it', server: 'github' }, 'tools.deny'],
    ['the tool is in quarantine', { tool: 'set' }, 'definition_lock'],
    ['the server lacks a variable', { tool: 'get', server: 'broken' }, 'server.enabled'],
    ['the server is unknown', { tool: 'get', server: 'nowhere' }, 'server.enabled'],
  ])('is told too when %s', (_when, question, rule) => {
    expect(told(question)).toEqual([expect.objectContaining({ allowed: false, rule })]);
  });

  it('names what is missing, and since when a tool waits', () => {
    expect(told({ tool: 'x', server: 'broken' })[0]?.reason).toBe('not set: TOKEN');
    expect(told({ tool: 'set' })[0]?.reason).toContain('2026-11-20T10:00:00.000Z');
  });

  it('is not told of a client that is not configured, nor of a tool that nobody knows', () => {
    expect(() => told({ client: 'bob', tool: 'get' })).toThrow(expect.objectContaining({ param: 'client' }));
    expect(() => told({ client: 'anonymous', tool: 'get' })).toThrow(
      expect.objectContaining({ param: 'client' }),
    );
    expect(() => told({ tool: 'nothing' })).toThrow(expect.objectContaining({ param: 'tool' }));
  });

  it('is told of everybody while no client is configured', () => {
    expect(explainer([]).explain({ client: 'anonymous', tool: 'get', server: 'github' })).toMatchObject([
      { allowed: true },
    ]);
  });
});
