import { sentence } from '../../../api/problem.js';
import type { CatalogOption } from '../../../api/tool-registry.js';
import { Note, TextField } from '../../../kit/index.js';
import css from '../Tools.module.css';
import type { AdditionPart } from './addition-part.js';
import { Variables } from './Variables.js';

/** CatalogQuestions says what one way of running an entry is, and asks for what it needs. */
export function CatalogQuestions({
  draft,
  problems,
  set,
  option,
}: AdditionPart & { readonly option: CatalogOption }) {
  const { kind, identifier, version, asks, env } = option;
  return (
    <>
      <p className={css.muted}>
        {kind} <code>{identifier}</code> {version}
      </p>
      {option.problems.length > 0 && (
        <Note kind="attention" title="It cannot be added from here">
          {option.problems.join(' ')}
        </Note>
      )}
      {asks.map(({ name, required, repeated }, at) => (
        <TextField
          key={name}
          label={required ? `${name}, required` : name}
          hint={hintOf(option.asks[at])}
          value={draft.answers[name] ?? ''}
          onChange={(text) => set({ answers: { ...draft.answers, [name]: text } })}
          error={problems[`answer ${name}`]}
          mono
          {...(repeated && { rows: 2 })}
        />
      ))}
      <Variables required={env.required} optional={env.optional} />
    </>
  );
}

function hintOf(asked: CatalogOption['asks'][number] | undefined): string {
  const { description, choices, default: fallback, repeated } = asked ?? {};
  const words = [
    description,
    choices && `one of ${choices.join(', ')}`,
    fallback && `default: ${fallback}`,
    repeated && 'one a line',
  ];
  return words.flatMap((word) => (word ? sentence(word) : [])).join(' ');
}
