import type { Verification } from '../../api/audit.js';
import { sentence } from '../../api/problem.js';
import { CopyButton, Facts, Note } from '../../kit/index.js';
import css from './Audit.module.css';
import type { EventRange } from './chain-knowledge.js';

const KINDS: Readonly<Record<string, string>> = {
  edited: 'An event was changed',
  reordered: 'Events changed places',
  gap: 'Events are missing',
  duplicate: 'An event is there twice',
  truncated: 'The log was cut off',
  torn: 'A line has no end',
  bad_signature: 'The head is not signed by the key of this log',
  wrong_link: 'A file does not continue the one before',
};

/** BrokenLink says how a verification ended: whole, or the first link that does not hold, with both hashes. */
export function BrokenLink({ found, range }: { readonly found: Verification; readonly range: EventRange }) {
  const { broken, verified_to } = found;
  const numbers = `${range.from.toLocaleString('en-GB')} to ${range.to.toLocaleString('en-GB')}`;
  if (broken === undefined) {
    return (
      <Note kind="ok" title={`Events ${numbers} are whole`}>
        Every hash is that of its event and of the event before.
      </Note>
    );
  }
  const { kind, file, line, detail, seq, wanted_hash: wanted, found_hash: there } = broken;
  return (
    <Note kind="failed" title={`The chain is broken: ${KINDS[kind] ?? kind}`} isAlert>
      <p>
        {sentence(detail)} Up to event {verified_to.toLocaleString('en-GB')} it holds.
      </p>
      <div className={css.broken}>
        <Facts
          of={[
            ['Where', `${file}, line ${line}`],
            seq !== undefined && ['Event', seq.toLocaleString('en-GB')],
          ]}
        />
        <Hash name="Hash wanted" hash={wanted} />
        <Hash name="Hash found" hash={there} />
      </div>
    </Note>
  );
}

/** Both are shown whole: they are compared with what is kept elsewhere. */
function Hash({ name, hash }: { readonly name: string; readonly hash: string | undefined }) {
  return (
    <div className={css.hash}>
      <span className={css.muted}>{name}</span>
      {hash === undefined ? <span>Not known</span> : <code>{hash}</code>}
      {hash !== undefined && <CopyButton text={hash} what={name.toLowerCase()} />}
    </div>
  );
}
