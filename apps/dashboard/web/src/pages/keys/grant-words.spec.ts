import { grantWords, scopeLines, type Grant } from './grant-words.js';

const NOTHING = { models: [], tools: [], nodes: [], services: [] };
const grant = (roles: Grant['roles'], scopes: Partial<Grant['scopes']>): Grant => ({
  roles,
  scopes: { ...NOTHING, ...scopes },
});

describe('what a key may, in words', () => {
  it('is nothing at all for a key with neither a role nor a scope', () => {
    const { may, mayNot } = grantWords(grant([], {}));
    expect(may).toEqual([]);
    expect(mayNot).toEqual([
      'Call any model',
      'Use any tool',
      'See or change any service, node or job: it has no role',
      'Make or revoke keys',
      'Read the audit',
    ]);
  });

  it('names the models and tools, and counts those beyond three', () => {
    const { may } = grantWords(grant([], { models: ['*'], tools: ['a/*', 'b/x', 'b/y', 'c/*', 'd/*'] }));
    expect(may).toEqual(['Call every model', 'Use tools a/*, b/x, b/y and 2 more']);
  });

  it('is what the role grants, where the scopes say', () => {
    const { may, mayNot } = grantWords(grant(['operator'], { nodes: ['local'], services: ['*'] }));
    expect(may).toEqual([
      'See every service on node local, with logs and jobs',
      'Start, stop, restart and bring up every service on node local; cancel such jobs',
    ]);
    expect(mayNot).toContain('Pull, deploy or roll back anything');
    expect(mayNot).toContain('Make or revoke keys');
  });

  it('joins roles, as a deployer that is an operator as well', () => {
    const { may } = grantWords(grant(['operator', 'deployer'], { nodes: ['*'], services: ['web'] }));
    expect(may).toContain('Start, stop, restart and bring up service web on every node; cancel such jobs');
    expect(may).toContain('Pull, deploy and roll back service web on every node; cancel such jobs');
  });

  it('says that a role without a place is none', () => {
    const { mayNot } = grantWords(grant(['operator'], { nodes: ['local'] }));
    expect(mayNot).toContain('See or change any service: its scopes name no node or no service');
  });

  it('lets an admin administer even where it may touch no service', () => {
    const { may } = grantWords(grant(['admin'], {}));
    expect(may).toEqual(['Make and revoke keys, and change tool servers', 'Read the audit']);
  });
});

it('the short form leaves services out for a key without a role, whatever its scopes say', () => {
  const scopes = { models: ['ollama/*'], nodes: ['*'], services: ['*'] };
  expect(scopeLines(grant([], scopes))).toEqual(['model ollama/*']);
  expect(scopeLines(grant(['viewer'], scopes))).toEqual(['model ollama/*', 'every service on every node']);
  expect(scopeLines(grant(['viewer'], {}))).toEqual([]);
});
