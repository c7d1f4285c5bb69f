import type { AuditEvent } from '../../../api/audit.js';
import { groupsOf } from './calls-of-day.js';
import { effectLines } from './effect-words.js';
import { changesOf, draftOfEntry, type PolicyDraft } from './policy-draft.js';
import { effectOf, type Judge } from './policy-effect.js';

type Result = AuditEvent['result'];
const call = (actor: string, tool: string, result: Result = 'ok', rule = 'default') => ({
  actor,
  resource: `github/${tool}`,
  result,
  metadata: { rule },
});
const DAY = [
  ...Array.from({ length: 12 }, () => call('ann', 'push_files')),
  call('ann', 'push_files', 'error'),
  call('ann', 'ping'),
  ...Array.from({ length: 3 }, () => call('ci', 'ping', 'denied', 'server.deny_clients')),
  call('ci', 'ping', 'denied', 'rate_limit'),
];
const BEFORE = draftOfEntry({ deny_clients: ['ci'] });
const yes: Judge = () => Promise.resolve(true);

function linesOf(edited: Partial<PolicyDraft>, judge = yes, calls = DAY, cutAt?: string) {
  const after = { ...BEFORE, ...edited };
  const day = { groups: groupsOf(calls), total: calls.length, ...(cutAt !== undefined && { cutAt }) };
  return effectOf(day, [BEFORE, after], changesOf(BEFORE, after), judge).then((effect) =>
    effectLines(effect, () => '14:02'),
  );
}

describe('what a policy would have done to a day of calls', () => {
  it('names who would have been refused, failed calls among them', async () => {
    expect(await linesOf({ deny_tools: 'push_*' })).toEqual([
      '13 calls of ann to push_files in the last 24 h would have been refused.',
    ]);
  });

  it('names whose refused calls would have passed, and leaves out what a limit refused', async () => {
    expect(await linesOf({ deny_clients: '' })).toEqual([
      '3 refused calls of ci to ping in the last 24 h would have passed.',
    ]);
  });

  it('does not say so where another rule refuses the client, and not for sure where nobody could tell', async () => {
    expect(await linesOf({ deny_clients: '' }, () => Promise.resolve(false))).toEqual([
      'None of the 18 calls of the last 24 h would have been decided otherwise.',
    ]);
    expect((await linesOf({ deny_clients: '' }, () => Promise.resolve(undefined)))[0]).toContain(
      'unless another rule refuses that',
    );
  });

  it('says nothing of calls that the policy of now refuses already', async () => {
    const [line] = await linesOf({ deny_clients: 'ci\nbot' }, yes, [call('ci', 'ping')]);
    expect(line).toBe('The one call of the last 24 h would have been decided the same.');
  });

  it('counts what it does not name, and says how far it looked', async () => {
    const many = Array.from({ length: 9 }, (_, at) => call(`client-${at}`, 'ping'));
    const lines = await linesOf({ allow_clients: '' }, yes, many, '2026-11-21T14:02:00Z');
    expect(lines).toHaveLength(8);
    expect(lines.slice(-2)).toEqual([
      '3 more calls would have been refused.',
      'At least: only the newest 9 calls were looked at, back to 14:02.',
    ]);
  });

  it('asks about twenty clients and tools at most; the rest is not said to pass', async () => {
    const asked: string[] = [];
    const many = Array.from({ length: 30 }, (_, at) =>
      call(`ci-${at}`, 'ping', 'denied', 'server.deny_clients'),
    );
    const day = { groups: groupsOf(many), total: 30 };
    const before = { ...BEFORE, deny_clients: 'ci-*' };
    const effect = await effectOf(
      day,
      [before, { ...before, deny_clients: '' }],
      [{ id: 'deny_clients' }],
      (client) => {
        asked.push(client);
        return Promise.resolve(true);
      },
    );
    expect([asked.length, effect.rules?.passing.length, effect.rules?.unsure.length]).toEqual([20, 20, 10]);
  });
});
