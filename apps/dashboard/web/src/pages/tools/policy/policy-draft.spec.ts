import { changesOf, draftOfEntry, entryWith, problemsOf } from './policy-draft.js';
import { matches, verdictWith } from './policy-verdict.js';

const ENTRY = { command: 'x', deny_clients: ['ci'], rate_limit_rpm: 60, description: 'kept' };
const draft = draftOfEntry(ENTRY);
const step = (rule: string, outcome: 'denied' | 'silent') => ({ rule, outcome, reason: `${rule} says so` });
const answer = { server: 's', tool: 'get_one', allowed: true, rule: 'default', reason: 'none', steps: [] };

it('leaves an entry as it was written where nothing is changed', () => {
  expect(entryWith(ENTRY, draft)).toEqual(ENTRY);
  expect(entryWith({ command: 'x' }, draftOfEntry({ command: 'x' }))).toEqual({ command: 'x' });
});

it('writes what was changed and nothing else', () => {
  const next = {
    ...draft,
    allow_clients: ' ana \n\nbot-*',
    deny_tools: 'delete_*',
    rate_limit_rpm: '',
    timeout_sec: '5',
  };
  const { rate_limit_rpm: _, ...rest } = ENTRY;
  expect(entryWith(ENTRY, next)).toEqual({
    ...rest,
    allow_clients: ['ana', 'bot-*'],
    tools: { deny: ['delete_*'] },
    timeout_sec: 5,
  });
});

it('tells a wider policy from a narrower one', () => {
  const wider = (change: object) =>
    changesOf(draft, { ...draft, ...change }).map(({ id, isWider }) => [id, isWider]);
  expect(wider({ deny_clients: '' })).toEqual([['deny_clients', true]]);
  expect(wider({ deny_clients: 'ci\nbot' })).toEqual([['deny_clients', false]]);
  expect(wider({ allow_clients: 'ana' })).toEqual([['allow_clients', false]]);
  expect(wider({ rate_limit_rpm: '' })).toEqual([['rate_limit_rpm', true]]);
  expect(wider({ rate_limit_rpm: '10' })).toEqual([['rate_limit_rpm', false]]);
  const narrow = { ...draft, allow_clients: 'ana' };
  expect(changesOf(narrow, { ...narrow, allow_clients: 'ana\nben' })).toMatchObject([{ isWider: true }]);
});

it('refuses numbers that the registry would refuse', () => {
  expect(
    Object.keys(problemsOf({ ...draft, rate_limit_rpm: '0', timeout_sec: '1.5', max_total_sec: '900' })),
  ).toEqual(['rate_limit_rpm', 'timeout_sec']);
});

it('says what a draft would make of a question', () => {
  expect(verdictWith(draft, 'ci', answer)).toMatchObject({ allowed: false, rule: 'server.deny_clients' });
  expect(verdictWith({ ...draft, deny_tools: 'get_*' }, 'ana', answer)).toMatchObject({
    allowed: false,
    rule: 'tools.deny',
  });
  expect(verdictWith({ ...draft, allow_tools: '' }, 'ana', answer)).toMatchObject({
    allowed: false,
    rule: 'tools.allow',
  });
  const denied = { ...answer, allowed: false, steps: [step('server.deny_clients', 'denied')] };
  expect(verdictWith({ ...draft, deny_clients: '' }, 'ci', denied)).toMatchObject({ allowed: true });
  const elsewhere = { ...answer, allowed: false, steps: [step('scopes', 'denied')] };
  expect(verdictWith({ ...draft, deny_clients: '' }, 'ci', elsewhere)).toMatchObject({
    allowed: false,
    rule: 'scopes',
  });
});

it('reads patterns as the registry does', () => {
  expect([matches('*', ''), matches('a*c', 'abc'), matches('a.c', 'abc'), matches('a*', 'ba')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
