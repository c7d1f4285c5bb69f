import { TextField } from '../../kit/index.js';
import { counted } from '../../time/format.js';
import type { Scope } from './key-draft.js';
import { patternsIn, reachOf } from './name-pattern.js';
import type { Names } from './scope-names.js';

const ABOUT: Readonly<
  Record<Scope, { readonly label: string; readonly one: string; readonly example: string }>
> = {
  models: { label: 'Models', one: 'model', example: 'ollama/*' },
  tools: { label: 'Tools', one: 'tool', example: 'github/get_*' },
  nodes: { label: 'Nodes', one: 'node', example: 'local' },
  services: { label: 'Services', one: 'service', example: 'web*' },
};

interface ScopeFieldProps {
  readonly scope: Scope;
  readonly value: string;
  readonly names: Names;
  readonly onChange: (value: string) => void;
}

/** ScopeField takes patterns, and says under them what they are true of now. */
export function ScopeField({ scope, value, names, onChange }: ScopeFieldProps) {
  const { label, one, example } = ABOUT[scope];
  const hint =
    patternsIn(value).length === 0
      ? `None. Such as ${example}, or * for every ${one}.`
      : reachWords(value, one, names);
  return <TextField label={label} value={value} onChange={onChange} hint={hint} autoComplete="off" mono />;
}

/** So many names are told; the rest is counted. */
const SHOWN = 4;

function reachWords(value: string, one: string, { names, isFailed, isPartial }: Names): string {
  if (isFailed) return `Which ${one}s are there now could not be read.`;
  if (names === undefined) return `Reading ${one}s`;
  const { found, idle } = reachOf(patternsIn(value), names);
  const least = isPartial ? 'at least ' : '';
  if (found.length === 0) return `True of none of the ${least}${counted(names.length, one)} there now.`;
  const shown = found.slice(0, SHOWN).join(', ') + (found.length > SHOWN ? ' …' : '');
  const unmet = idle.length === 0 ? '' : ` Nothing is called ${idle.join(' or ')}.`;
  return `Now ${least}${found.length} of ${counted(names.length, one)}: ${shown}.${unmet}`;
}
