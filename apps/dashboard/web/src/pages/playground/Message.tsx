import { memo } from 'react';
import { sentence } from '../../api/problem.js';
import { Note, State } from '../../kit/index.js';
import { duration } from '../../time/format.js';
import { AnswerFigures } from './AnswerFigures.js';
import { hasContent, type ToolCall } from './chat-answer.js';
import { CodeBlock } from './CodeBlock.js';
import type { AnswerEntry, Entry, ToolEntry } from './entries.js';
import { partsOf } from './fences.js';
import css from './Message.module.css';

/** Message is one thing that was said. Text is shown as text. */
export const Message = memo(function Message({ entry }: { readonly entry: Entry }) {
  if (entry.kind === 'tool') return <ToolMessage entry={entry} />;
  if (entry.kind === 'answer') return <AnswerMessage entry={entry} />;
  return (
    <article className={css.user} aria-label="You">
      {entry.text}
    </article>
  );
});

function AnswerMessage({ entry }: { readonly entry: AnswerEntry }) {
  const { answer, state, problem, model } = entry;
  return (
    <article className={css.answer} aria-label={`Answer of ${model}`} aria-busy={state === 'running'}>
      {answer.reasoning !== '' && (
        <Reasoning text={answer.reasoning} isOpen={answer.text === '' && state === 'running'} />
      )}
      {answer.text !== '' && <AnswerText text={answer.text} />}
      {answer.calls.map((call) => (
        <Call key={call.id} call={call} />
      ))}
      {state === 'running' && !hasContent(answer) && (
        <State kind="working">Waiting for the first token</State>
      )}
      {state === 'stopped' && <State kind="off">Stopped</State>}
      {answer.finish === 'length' && <State kind="attention">Cut off: the most tokens were reached</State>}
      {state === 'done' && !hasContent(answer) && <State kind="off">The answer is empty</State>}
      {problem && (
        <Note kind="failed" title={answer.text === '' ? 'No answer came' : 'The answer broke off'} isAlert>
          {sentence(problem.message)}
        </Note>
      )}
      <AnswerFigures entry={entry} />
    </article>
  );
}

/** AnswerText is an answer's text, its code in blocks. */
export function AnswerText({ text }: { readonly text: string }) {
  return partsOf(text).map((part, at) =>
    part.kind === 'code' ? (
      <CodeBlock key={at} text={part.text} language={part.language} isClosed={part.isClosed} />
    ) : (
      <p key={at} className={css.text}>
        {part.text}
      </p>
    ),
  );
}

function Reasoning({ text, isOpen }: { readonly text: string; readonly isOpen: boolean }) {
  return (
    <details className={css.reasoning} open={isOpen}>
      <summary>Reasoning</summary>
      <p className={css.text}>{text}</p>
    </details>
  );
}

function Call({ call: { name, arguments: given } }: { readonly call: ToolCall }) {
  return (
    <div className={css.call}>
      <span>
        Calls <strong>{name}</strong>
      </span>
      {given.trim() !== '' && given.trim() !== '{}' && <code className={css.given}>{given}</code>}
    </div>
  );
}

const STATES = { running: 'working', done: 'ok', failed: 'failed' } as const;
const WORDS = { running: 'Running', done: 'Done', failed: 'Failed' } as const;

function ToolMessage({ entry: { server, tool, state, text, ms } }: { readonly entry: ToolEntry }) {
  return (
    <article className={css.tool} aria-label={`Result of ${tool}`}>
      <div className={css.toolHead}>
        <strong>{server === '' ? tool : `${server}: ${tool}`}</strong>
        <State kind={STATES[state]}>{WORDS[state]}</State>
        {ms !== undefined && state !== 'running' && <span className={css.muted}>{duration(ms)}</span>}
      </div>
      {text !== '' && (
        <details open={state === 'failed'}>
          <summary>Result</summary>
          <pre className={css.result} tabIndex={0}>
            {text}
          </pre>
        </details>
      )}
    </article>
  );
}
