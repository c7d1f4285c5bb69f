import type { Addition, CatalogItem, CatalogOption } from '../../../api/tool-registry.js';
import { patternsIn } from '../policy/policy-draft.js';
import type { AdditionView } from './addition-plan.js';

export type Source = 'catalog' | 'image' | 'command' | 'url';

/** AdditionDraft is what the page that adds a server has in its fields; lists are one a line. */
export interface AdditionDraft {
  readonly source: Source;
  readonly server: string;
  readonly item: string;
  readonly option: number;
  /** By the name of a question. */
  readonly answers: Readonly<Record<string, string>>;
  readonly image: string;
  readonly network: 'none' | 'egress';
  readonly command: string;
  readonly args: string;
  readonly url: string;
  readonly transport: 'streamable-http' | 'sse';
  readonly headers: string;
  readonly required: string;
  readonly optional: string;
  readonly clients: string;
}

export const NO_ADDITION: AdditionDraft = {
  source: 'catalog',
  server: '',
  item: '',
  option: 0,
  answers: {},
  image: '',
  network: 'none',
  command: '',
  args: '',
  url: '',
  transport: 'streamable-http',
  headers: '',
  required: '',
  optional: '',
  clients: '*',
};

const ID = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const HEADER = /^([A-Za-z0-9-]{1,128}):\s*(.+)$/;
const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,400}(@sha256:[0-9a-f]{64})?$/;

export type AdditionProblems = Partial<Record<keyof AdditionDraft | `answer ${string}`, string>>;

/** nameOf is the name that the server gets: the one that was typed, else that of the catalogue. */
export function nameOf({ source, server, item }: AdditionDraft): string {
  return server === '' && source === 'catalog' ? item : server;
}

export function optionOf(draft: AdditionDraft, items: readonly CatalogItem[]): CatalogOption | undefined {
  return items.find(({ name }) => name === draft.item)?.options[draft.option];
}

/** additionProblems tells what keeps the server from being added, by field. */
export function additionProblems(draft: AdditionDraft, option: CatalogOption | undefined): AdditionProblems {
  const problems: AdditionProblems = {};
  const name = nameOf(draft);
  if (!ID.test(name)) problems.server = 'Lower-case letters, digits, "-" or "_".';
  else if (name === 'projects' || name === 'servers') problems.server = 'The router itself uses that name.';
  if (draft.source === 'catalog') return { ...problems, ...questionProblems(draft, option) };
  if (draft.source === 'image' && !IMAGE.test(draft.image.trim()))
    problems.image = 'Such as mcp/duckduckgo, with a tag or digest.';
  if (draft.source === 'command' && draft.command.trim() === '') problems.command = 'A program, such as npx.';
  if (draft.source === 'url' && !isUrl(draft.url))
    problems.url = 'An address that begins with https:// or http://, without a password.';
  for (const field of ['required', 'optional'] as const) {
    if (patternsIn(draft[field]).some((line) => !VARIABLE.test(line)))
      problems[field] = 'Names alone, one a line: values are kept elsewhere.';
  }
  if (patternsIn(draft.headers).some((line) => !HEADER.test(line)))
    problems.headers = 'One a line: Authorization: Bearer ${TOKEN}';
  return problems;
}

function questionProblems(
  { item, answers }: AdditionDraft,
  option: CatalogOption | undefined,
): AdditionProblems {
  if (item === '' || option === undefined) return { item: 'Choose a server.' };
  const wrong = option.asks.flatMap((asked) => {
    const problem = answerProblem(asked, patternsIn(answers[asked.name] ?? ''));
    return problem === undefined ? [] : [[`answer ${asked.name}`, problem] as const];
  });
  const refused = option.problems.length > 0 && { option: 'The router would refuse it.' };
  return { ...Object.fromEntries(wrong), ...refused };
}

function answerProblem(
  { required, choices, default: fallback }: CatalogOption['asks'][number],
  given: readonly string[],
): string | undefined {
  if (given.length === 0) return required && fallback === undefined ? 'It is required.' : undefined;
  if (choices === undefined || given.every((one) => choices.includes(one))) return undefined;
  return `One of ${choices.join(', ')}.`;
}

function isUrl(text: string): boolean {
  try {
    const { protocol, username, password } = new URL(text.trim());
    return /^https?:$/.test(protocol) && username === '' && password === '';
  } catch {
    return false;
  }
}

/** additionOf is what is sent: of variables their names, never a value. */
export function additionOf(draft: AdditionDraft, option: CatalogOption | undefined): Addition {
  const server = nameOf(draft);
  if (draft.source === 'catalog') return { server, catalog: draft.item, choice: choiceOf(draft, option) };
  return { server, entry: entryOf(draft) };
}

function choiceOf(
  { answers }: AdditionDraft,
  option: CatalogOption | undefined,
): NonNullable<Addition['choice']> {
  const given = (option?.asks ?? []).flatMap(({ name, repeated }) => {
    const lines = patternsIn(answers[name] ?? '');
    if (lines.length === 0) return [];
    return [[name, repeated ? lines : lines.join('\n')] as const];
  });
  const values = Object.fromEntries(given) as Record<string, string>;
  return { ...option?.choice, ...(given.length > 0 && { values }) };
}

function entryOf(draft: AdditionDraft): Record<string, unknown> {
  const args = patternsIn(draft.args);
  const wanted = [
    ...patternsIn(draft.required).map((name) => [name, 'required'] as const),
    ...patternsIn(draft.optional).map((name) => [name, 'optional'] as const),
  ];
  const clients = patternsIn(draft.clients);
  const shared = {
    ...(wanted.length > 0 && { env_schema: Object.fromEntries(wanted) }),
    ...(clients.join() !== '*' && { allow_clients: clients }),
  };
  if (draft.source === 'url') {
    const headers = patternsIn(draft.headers).flatMap((line) => {
      const [, name, value] = HEADER.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    });
    return {
      url: draft.url.trim(),
      transport: draft.transport,
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
      ...shared,
    };
  }
  const program =
    draft.source === 'image'
      ? { image: draft.image.trim(), network: draft.network }
      : { command: draft.command.trim() };
  return { ...program, ...(args.length > 0 && { args }), ...shared };
}

/** additionView is the addition in the words of its plan. */
export function additionView(draft: AdditionDraft, option: CatalogOption | undefined): AdditionView {
  const clients = draft.source === 'catalog' ? 'all whose scopes let them' : clientsText(draft.clients);
  const env = option?.env ?? { required: patternsIn(draft.required), optional: patternsIn(draft.optional) };
  return { what: whatRuns(draft, option), clients, ...env, network: networkText(draft, option) };
}

function clientsText(text: string): string {
  const clients = patternsIn(text);
  if (clients.length === 0) return 'nobody';
  return clients.includes('*') ? 'all whose scopes let them' : clients.join(', ');
}

function whatRuns(draft: AdditionDraft, option: CatalogOption | undefined): string {
  if (draft.source === 'catalog') return option ? whatOptionRuns(draft, option) : draft.item;
  if (draft.source === 'command') return [draft.command.trim(), ...patternsIn(draft.args)].join(' ');
  return draft.source === 'image' ? draft.image.trim() : draft.url.trim();
}

/** Such as `npm @x/files@1.2.0, folder: /srv/a /srv/b`: an answer may open more than the program alone would. */
function whatOptionRuns(
  { answers }: AdditionDraft,
  { kind, identifier, version, asks }: CatalogOption,
): string {
  const given = asks.flatMap(({ name }) => {
    const lines = patternsIn(answers[name] ?? '');
    return lines.length === 0 ? [] : [`${name}: ${lines.join(' ')}`];
  });
  return [`${kind} ${identifier}${version ? `@${version}` : ''}`, ...given].join(', ');
}

function networkText(draft: AdditionDraft, option: CatalogOption | undefined): string {
  const kind = draft.source === 'catalog' ? option?.kind : draft.source;
  if (kind === 'url' || kind === 'streamable-http' || kind === 'sse')
    return 'The address has to be reachable from the router.';
  if (kind === 'image' || kind === 'oci') return 'The image has to be pulled before.';
  return 'Its program runs beside the router, and has to be there or be fetched by it.';
}
