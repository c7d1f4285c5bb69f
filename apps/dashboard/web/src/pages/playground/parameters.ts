/** What a viewer typed; empty is absent. */
export interface ParameterDraft {
  readonly system: string;
  readonly temperature: string;
  readonly top_p: string;
  readonly max_tokens: string;
  readonly seed: string;
  /** A JSON object with any other field of the request. */
  readonly others: string;
}

export const NO_PARAMETERS: ParameterDraft = {
  system: '',
  temperature: '',
  top_p: '',
  max_tokens: '',
  seed: '',
  others: '',
};

type Errors = { readonly [K in keyof ParameterDraft]?: string };

export interface Parameters {
  /** Fields of the request. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly errors: Errors;
}

interface NumberRule {
  readonly least: number;
  readonly most: number;
  readonly isWhole?: boolean;
}

const RULES: Readonly<Record<'temperature' | 'top_p' | 'max_tokens' | 'seed', NumberRule>> = {
  temperature: { least: 0, most: 2 },
  top_p: { least: 0, most: 1 },
  max_tokens: { least: 1, most: 1_000_000, isWhole: true },
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER, isWhole: true },
};

/** What the playground itself says. */
const OWN = new Set(['model', 'messages', 'stream', 'stream_options', 'tools']);

/** parametersOf reads the draft; with errors nothing is sent. */
export function parametersOf(draft: ParameterDraft): Parameters {
  const body: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [name, rule] of Object.entries(RULES) as [keyof typeof RULES, NumberRule][]) {
    const text = draft[name].trim();
    if (text === '') continue;
    const error = errorIn(text, rule);
    if (error === undefined) body[name] = Number(text);
    else errors[name] = error;
  }
  const others = othersIn(draft.others);
  if (typeof others === 'string') errors['others'] = others;
  else Object.assign(body, others);
  return { body, errors };
}

function errorIn(text: string, { least, most, isWhole = false }: NumberRule): string | undefined {
  const value = /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value)) return 'A number is wanted.';
  if (isWhole && !Number.isInteger(value)) return 'A whole number is wanted.';
  if (value < least) return `At least ${least}.`;
  return value > most ? `At most ${most}.` : undefined;
}

function othersIn(text: string): Record<string, unknown> | string {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'This is not JSON yet.';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'A JSON object is wanted.';
  const own = Object.keys(value).find((name) => OWN.has(name));
  return own === undefined ? (value as Record<string, unknown>) : `${own} is set elsewhere on this page.`;
}
