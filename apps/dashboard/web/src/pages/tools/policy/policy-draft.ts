import type { Entry } from '../../../api/tool-registry.js';

/** PolicyDraft is what the policy editor has in its fields: patterns one a line, numbers as they were typed. */
export interface PolicyDraft {
  readonly allow_clients: string;
  readonly deny_clients: string;
  readonly allow_tools: string;
  readonly deny_tools: string;
  readonly rate_limit_rpm: string;
  readonly timeout_sec: string;
  readonly max_total_sec: string;
}

const MOST_PATTERNS = 256;
const LONGEST_PATTERN = 256;
const NUMBERS = { rate_limit_rpm: 1_000_000, timeout_sec: 3_600, max_total_sec: 86_400 } as const;

export function draftOfEntry(entry: Entry): PolicyDraft {
  const tools = recordIn(entry['tools']);
  const text = (value: unknown) => (Array.isArray(value) ? value.join('\n') : '');
  const number = (value: unknown) => (typeof value === 'number' ? String(value) : '');
  return {
    allow_clients: text(entry['allow_clients'] ?? ['*']),
    deny_clients: text(entry['deny_clients']),
    allow_tools: text(tools['allow'] ?? ['*']),
    deny_tools: text(tools['deny']),
    rate_limit_rpm: number(entry['rate_limit_rpm']),
    timeout_sec: number(entry['timeout_sec']),
    max_total_sec: number(entry['max_total_sec']),
  };
}

export type PolicyProblems = Partial<Record<keyof PolicyDraft, string>>;

/** problemsOf tells what is wrong with a draft, by its field. */
export function problemsOf(draft: PolicyDraft): PolicyProblems {
  const problems: PolicyProblems = {};
  for (const field of ['allow_clients', 'deny_clients', 'allow_tools', 'deny_tools'] as const) {
    const patterns = patternsIn(draft[field]);
    if (patterns.length > MOST_PATTERNS) problems[field] = `At most ${MOST_PATTERNS} lines.`;
    else if (patterns.some((one) => one.length > LONGEST_PATTERN))
      problems[field] = `A line has at most ${LONGEST_PATTERN} characters.`;
  }
  for (const [field, most] of Object.entries(NUMBERS) as [keyof typeof NUMBERS, number][]) {
    const text = draft[field].trim();
    const fits = text === '' || (/^[1-9]\d*$/.test(text) && Number(text) <= most);
    if (!fits) problems[field] = `A whole number from 1 to ${most.toLocaleString('en-GB')}, or nothing.`;
  }
  return problems;
}

/** entryWith is the entry with the draft's policy; what was not written and is at its default stays unwritten. */
export function entryWith(entry: Entry, draft: PolicyDraft): Entry {
  const before = draftOfEntry(entry);
  const next: Record<string, unknown> = { ...entry };
  for (const field of ['allow_clients', 'deny_clients'] as const) {
    if (patternsIn(draft[field]).join('\n') !== before[field]) next[field] = patternsIn(draft[field]);
  }
  const tools: Record<string, unknown> = { ...recordIn(entry['tools']) };
  for (const [field, name] of [
    ['allow_tools', 'allow'],
    ['deny_tools', 'deny'],
  ] as const) {
    if (patternsIn(draft[field]).join('\n') !== before[field]) tools[name] = patternsIn(draft[field]);
  }
  if (Object.keys(tools).length > 0) next['tools'] = tools;
  for (const field of Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]) {
    const text = draft[field].trim();
    if (text === before[field]) continue;
    if (text === '') delete next[field];
    else next[field] = Number(text);
  }
  return next;
}

export interface PolicyChange {
  readonly id: keyof PolicyDraft;
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** It lets somebody do what they could not. */
  readonly isWider: boolean;
}

const WHAT: Readonly<Record<keyof PolicyDraft, string>> = {
  allow_clients: 'Clients that may call',
  deny_clients: 'Clients that may not',
  allow_tools: 'Tools that may be called',
  deny_tools: 'Tools that may not',
  rate_limit_rpm: 'Calls a minute of each client',
  timeout_sec: 'Seconds that a call may be silent',
  max_total_sec: 'Seconds that a call may take',
};

/** changesOf tells what a draft changes, and which of that is wider: such a change asks for more. */
export function changesOf(before: PolicyDraft, after: PolicyDraft): PolicyChange[] {
  const fields = Object.keys(WHAT) as (keyof PolicyDraft)[];
  return fields.flatMap((id) => {
    const [old, now] = [patternsIn(before[id]), patternsIn(after[id])];
    if (old.join('\n') === now.join('\n')) return [];
    const none = id.startsWith('deny')
      ? 'none'
      : id.startsWith('allow')
        ? 'none at all'
        : id === 'rate_limit_rpm'
          ? 'no limit'
          : 'the default';
    const shown = (list: readonly string[]) => (list.length === 0 ? none : list.join(', '));
    return [{ id, what: WHAT[id], before: shown(old), after: shown(now), isWider: isWider(id, old, now) }];
  });
}

function isWider(id: keyof PolicyDraft, old: readonly string[], now: readonly string[]): boolean {
  if (id.startsWith('allow')) return now.some((pattern) => !old.includes(pattern) && !old.includes('*'));
  if (id.startsWith('deny')) return old.some((pattern) => !now.includes(pattern) && !now.includes('*'));
  if (id !== 'rate_limit_rpm') return false;
  return old.length > 0 && (now.length === 0 || Number(now[0]) > Number(old[0]));
}

export function patternsIn(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim() || []);
}

function recordIn(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
}
