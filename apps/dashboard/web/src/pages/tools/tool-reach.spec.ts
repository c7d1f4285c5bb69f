import { groupsOf } from './policy/calls-of-day.js';
import { callersLine, clientsLetIn, letInLine } from './tool-reach.js';

const client = (id: string, tools: string[], expires_at: string | null = null) => ({
  id,
  expires_at,
  scopes: { models: [], nodes: [], services: [], tools },
});
const NAME = { server: 'github', tool: 'push_files' };

describe('whom a decision about a tool meets', () => {
  it('are the clients that the policy and their scopes let in, of keys that still hold', () => {
    const clients = [
      client('ann', ['github/push_*']),
      client('ben', ['github/get_*']),
      client('ci', ['*']),
      client('bot', ['*']),
      client('past', ['*'], '2020-01-01T00:00:00Z'),
    ];
    const entry = { deny_clients: ['ci'], tools: { deny: ['delete_*'] } };
    expect(clientsLetIn(clients, entry, NAME)).toEqual(['ann', 'bot']);
    expect(clientsLetIn(clients, entry, { ...NAME, tool: 'delete_all' })).toEqual([]);
  });

  it('is everybody while there are no keys', () => {
    expect(letInLine(clientsLetIn([], {}, NAME))).toBe('Everybody may call it: there are no keys yet.');
    expect(letInLine([])).toBe('Policy and scopes let no client call it.');
  });

  it('names six and counts the others', () => {
    const ids = Array.from({ length: 8 }, (_, at) => `c${at}`);
    expect(letInLine(ids)).toBe('Policy and scopes let c0, c1, c2, c3, c4, c5 and 2 more clients call it.');
  });

  it('are who called it, with what was refused; of a day that was cut nobody is said to have called nothing', () => {
    const call = (actor: string, result: 'ok' | 'denied') => ({
      actor,
      resource: 'github/push_files',
      result,
      metadata: {},
    });
    const groups = groupsOf([call('ann', 'ok'), call('ann', 'ok'), call('ci', 'denied')]);
    expect(callersLine({ groups, total: 3 }, 'push_files')).toBe(
      'In the last 24 h it was called by ann (2 calls), ci (1 call, 1 refused).',
    );
    expect(callersLine({ groups, total: 3 }, 'ping')).toBe('Nobody called it in the last 24 h.');
    expect(callersLine({ groups, total: 3, cutAt: '2026-11-21T14:00:00Z' }, 'ping')).toContain(
      'were not read',
    );
  });
});
