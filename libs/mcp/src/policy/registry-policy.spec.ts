import fc from 'fast-check';
import { serverEntry, type ServerEntry } from '../registry/server-entry.js';
import { RateLimit } from './limits/rate-limit.js';
import { RegistryPolicy } from './registry-policy.js';
import type { Principal } from './tool-policy.js';

type Rules = Partial<
  Pick<ServerEntry, 'allow_clients' | 'deny_clients' | 'tools' | 'prompts' | 'resources' | 'rate_limit_rpm'>
>;

const entry = (rules: Rules = {}): ServerEntry => serverEntry.parse({ command: 'server', ...rules });
const ann: Principal = { id: 'ann', tools: ['*'] };

function policyOf(rules: Rules, clock?: ConstructorParameters<typeof RateLimit>[1]): RegistryPolicy {
  const known = entry(rules);
  return new RegistryPolicy((id) => (id === 'github' ? known : undefined), new RateLimit(undefined, clock));
}

const use = (tool?: string, server = 'github') => ({ server, tool });

describe('whether a client may use a tool', () => {
  it.each<[string, Rules, Principal, string | undefined, string, boolean]>([
    ['nothing is said', {}, ann, 'get', 'default', true],
    ['the client is denied', { deny_clients: ['a*'] }, ann, 'get', 'server.deny_clients', false],
    [
      'the client is denied and allowed',
      { deny_clients: ['ann'], allow_clients: ['ann'] },
      ann,
      'get',
      'server.deny_clients',
      false,
    ],
    ['others are allowed', { allow_clients: ['bob'] }, ann, 'get', 'server.allow_clients', false],
    ['nobody is allowed', { allow_clients: [] }, ann, 'get', 'server.allow_clients', false],
    ['the client is allowed', { allow_clients: ['bob', 'ann'] }, ann, 'get', 'server.allow_clients', true],
    ['the tool is denied', { tools: { deny: ['get*'], allow: ['*'] } }, ann, 'get_it', 'tools.deny', false],
    ['other tools are allowed', { tools: { allow: ['set'] } }, ann, 'get', 'tools.allow', false],
    ['no tool is allowed', { tools: { allow: [] } }, ann, 'get', 'tools.allow', false],
    ['the tool is allowed', { tools: { allow: ['get'] } }, ann, 'get', 'tools.allow', true],
    ['the client has no scope', {}, { id: 'ann', tools: [] }, 'get', 'scopes', false],
    ['the scopes name another server', {}, { id: 'ann', tools: ['gitlab/*'] }, 'get', 'scopes', false],
    ['the scopes name the tool', {}, { id: 'ann', tools: ['github/get'] }, 'get', 'scopes', true],
    ['the scopes name a tool of it', {}, { id: 'ann', tools: ['github/get'] }, undefined, 'scopes', true],
    ['the scopes name no tool of it', {}, { id: 'ann', tools: ['git'] }, undefined, 'scopes', false],
  ])('when %s', (_when, rules, principal, tool, rule, allowed) => {
    expect(policyOf(rules).decide(principal, use(tool))).toMatchObject({ allowed, rule });
  });

  it('is denied on a server that the registry does not have', () => {
    expect(policyOf({}).decide(ann, use('get', 'gitlab'))).toMatchObject({
      allowed: false,
      rule: 'registry',
    });
  });

  it.each<[string, Rules, Principal, 'prompts' | 'resources', string, boolean]>([
    ['only tools are ruled', { tools: { allow: ['get'], deny: ['*'] } }, ann, 'prompts', 'default', true],
    ['only tools are ruled', { tools: { allow: [] } }, ann, 'resources', 'default', true],
    ['it is denied', { prompts: { deny: ['a:*'] } }, ann, 'prompts', 'prompts.deny', false],
    ['others are allowed', { resources: { allow: ['b:*'] } }, ann, 'resources', 'resources.allow', false],
    ['it is allowed', { resources: { allow: ['a:*'] } }, ann, 'resources', 'resources.allow', true],
    ['the other kind is denied', { prompts: { deny: ['*'] } }, ann, 'resources', 'default', true],
    ['the client is denied', { deny_clients: ['ann'] }, ann, 'prompts', 'server.deny_clients', false],
    ['the scopes name all tools', {}, { id: 'ann', tools: ['github/*'] }, 'prompts', 'scopes', true],
    ['the scopes name one tool', {}, { id: 'ann', tools: ['github/get'] }, 'resources', 'scopes', false],
  ])('or a prompt or resource, when %s', (_when, rules, principal, kind, rule, allowed) => {
    const decision = policyOf(rules).decide(principal, { ...use('a:thing'), kind });
    expect(decision).toMatchObject({ allowed, rule });
  });

  it('is explained rule by rule, with what follows a denial too', () => {
    const policy = policyOf({ deny_clients: ['ann'], tools: { allow: ['get'] } });
    const told = policy.explain(ann, use('get')).map(({ rule, outcome }) => [rule, outcome]);
    expect(told).toEqual([
      ['server.deny_clients', 'denied'],
      ['server.allow_clients', 'silent'],
      ['tools.deny', 'silent'],
      ['tools.allow', 'allowed'],
      ['scopes', 'silent'],
    ]);
    expect(policy.explain(ann, use('get'))[0]?.reason).toBe('deny_clients holds "ann"');
  });

  it('names the pattern that spoke, never what the client sent', () => {
    const { reason } = policyOf({ tools: { deny: ['*'] } }).decide(ann, use('\u202eevil'));
    expect(reason).toBe('tools.deny holds "*"');
  });
});

describe('for any registry, client and tool', () => {
  const letters = fc.constantFrom('a', 'b');
  const name = fc.string({ unit: letters, minLength: 1, maxLength: 3 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 4 });
  const patterns = fc.array(pattern, { maxLength: 3 });
  const scope = fc.oneof(
    pattern,
    pattern.map((tool) => `github/${tool}`),
    fc.constantFrom('*', 'g*'),
  );
  const rules: fc.Arbitrary<Rules> = fc.record({
    deny_clients: patterns,
    allow_clients: fc.oneof(patterns, fc.constant<string[]>(['*'])),
    tools: fc.record({ deny: patterns, allow: fc.oneof(patterns, fc.constant(undefined)) }),
  });
  const principal = fc.record({ id: name, tools: fc.array(scope, { maxLength: 3 }) });
  const asked = fc.oneof(name, fc.constant(undefined));

  it('a denial is never overruled, and an explanation ends as the decision does', () => {
    fc.assert(
      fc.property(rules, principal, asked, (rules, principal, tool) => {
        const policy = policyOf(rules);
        const steps = policy.explain(principal, use(tool));
        const decision = policy.decide(principal, use(tool));
        const denial = steps.find(({ outcome }) => outcome === 'denied');
        expect(decision.allowed).toBe(denial === undefined);
        if (denial !== undefined) expect(decision.rule).toBe(denial.rule);
      }),
    );
  });

  it('one more denial allows nothing that was denied', () => {
    const place = fc.constantFrom<'client' | 'tool'>('client', 'tool');
    fc.assert(
      fc.property(rules, principal, asked, pattern, place, (rules, principal, tool, more, place) => {
        const { deny_clients = [], tools = {} } = rules;
        const stricter: Rules =
          place === 'client'
            ? { ...rules, deny_clients: [...deny_clients, more] }
            : { ...rules, tools: { ...tools, deny: [...(tools.deny ?? []), more] } };
        const before = policyOf(rules).decide(principal, use(tool)).allowed;
        const after = policyOf(stricter).decide(principal, use(tool)).allowed;
        expect(after && !before).toBe(false);
      }),
    );
  });

  it('a tool that may be called is on a server that may be seen', () => {
    fc.assert(
      fc.property(rules, principal, name, (rules, principal, tool) => {
        const policy = policyOf(rules);
        fc.pre(policy.decide(principal, use(tool)).allowed);
        expect(policy.decide(principal, use()).allowed).toBe(true);
      }),
    );
  });

  it('what is listed is what may be called: the answer is that of the rules in words, however often it is asked', () => {
    const any = (patterns: readonly string[], text: string) =>
      patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text));
    fc.assert(
      fc.property(rules, principal, fc.array(name, { maxLength: 5 }), (rules, principal, tools) => {
        const policy = policyOf(rules);
        const { deny_clients = [], allow_clients = [], tools: { deny = [], allow = ['*'] } = {} } = rules;
        const expected = tools.filter(
          (tool) =>
            !any(deny_clients, principal.id) &&
            any(allow_clients, principal.id) &&
            !any(deny, tool) &&
            any(allow, tool) &&
            any(principal.tools, `github/${tool}`),
        );
        const allowed = () => tools.filter((tool) => policy.decide(principal, use(tool)).allowed);
        expect(allowed()).toEqual(expected);
        expect(allowed()).toEqual(expected);
      }),
    );
  });
});

describe('the calls of a client in a minute', () => {
  it('are refused beyond the limit, with the seconds after which one passes', async () => {
    let now = 500;
    const policy = policyOf({ rate_limit_rpm: 2 }, { now: () => now, monotonic: () => now });
    await policy.take(ann, 'github');
    now += 10_000;
    await policy.take(ann, 'github');
    await expect(policy.take(ann, 'github')).rejects.toMatchObject({
      code: 'mcp_rate_limited',
      retryAfter: 51,
    });
    await policy.take({ id: 'bob', tools: [] }, 'github');
    now += 51_000;
    await policy.take(ann, 'github');
  });

  it('have no end without a limit', async () => {
    const policy = policyOf({});
    for (let call = 0; call < 1_000; call++) await policy.take(ann, 'github');
  });
});
