import { invalid, type Fields } from './field-check.js';

const EFFORTS: Readonly<Record<string, string | false>> = {
  none: false,
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'max',
  max: 'max',
};
const LEVELS = ['low', 'medium', 'high', 'max'];

/**
 * thinking is Ollama's `think`. Ollama's own field wins over `reasoning_effort`, since it says exactly what is
 * meant; with neither, nothing is sent and the model decides.
 */
export function thinking(body: Fields): boolean | string | undefined {
  const effort = requestedEffort(body);
  const think = body.value('think');
  if (think === undefined) return effort;
  if (typeof think === 'boolean') return think;
  if (typeof think === 'string' && LEVELS.includes(think)) return think;
  throw invalid('think', `think must be a boolean or one of ${LEVELS.join(', ')}`);
}

function requestedEffort(body: Fields): string | false | undefined {
  const effort = body.string('reasoning_effort');
  if (effort === undefined) return undefined;
  if (Object.hasOwn(EFFORTS, effort)) return EFFORTS[effort];
  throw invalid('reasoning_effort', `reasoning_effort must be one of ${Object.keys(EFFORTS).join(', ')}`);
}
