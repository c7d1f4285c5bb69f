import { Fragment } from 'react';
import type { Certificate, LongChanges as LongChangesTold } from '../../api/ops-views.js';
import { CopyButton, Facts, State, Time } from '../../kit/index.js';
import css from './Nodes.module.css';
import { kindName, rotationTold, termOf } from './certificate-words.js';
import { LongChanges } from './LongChanges.js';

interface CertificatesProps {
  readonly node: string;
  /** By kind: `server`, `client`, `ca`. */
  readonly of: Readonly<Record<string, Certificate>>;
  readonly longChanges?: LongChangesTold | undefined;
}

/** Certificates says how long each of a node's holds; which they are is told to whoever asks. */
export function Certificates({ node, of, longChanges }: CertificatesProps) {
  return (
    <div>
      <h3>Certificates</h3>
      <ul className={css.list}>
        {Object.entries(of).map(([kind, certificate]) => (
          <Term key={kind} kind={kind} of={certificate} />
        ))}
      </ul>
      {longChanges && <LongChanges of={longChanges} />}
      <details className={css.more}>
        <summary>Subjects, fingerprints and last rotation</summary>
        {Object.entries(of).map(([kind, certificate]) => (
          <Which key={kind} node={node} kind={kind} of={certificate} />
        ))}
      </details>
    </div>
  );
}

function Term({ kind, of }: { readonly kind: string; readonly of: Certificate }) {
  const term = termOf(of);
  return (
    <li>
      <State kind={term.kind}>
        {kindName(kind)}: {term.word}
      </State>
      <span className={css.muted}>
        until <Time at={of.not_after} absolute />
      </span>
    </li>
  );
}

interface WhichProps {
  readonly node: string;
  readonly kind: string;
  readonly of: Certificate;
}

function Which({ node, kind, of }: WhichProps) {
  const { subject, fingerprint_sha256: fingerprint, last_rotation } = of;
  const what = `fingerprint of the ${kindName(kind).toLowerCase()} certificate of ${node}`;
  return (
    <div className={css.which}>
      <h4>{kindName(kind)}</h4>
      <Facts
        of={[
          ['Subject', subject === '' ? 'None' : subject],
          ['SHA-256 fingerprint', <Fingerprint key="sha256" text={fingerprint} what={what} />],
          [
            'Last rotation',
            <span key="rotation">
              <Time at={last_rotation.at} absolute />, {rotationTold(of)}
            </span>,
          ],
        ]}
      />
    </div>
  );
}

/** Eight bytes with their colons. */
const GROUP = /.{1,24}/g;

/** It is compared by eye as well, so all of it is there, and no line ends within a byte. */
function Fingerprint({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className={css.fingerprint}>
      <code>
        {text.match(GROUP)?.map((group) => (
          <Fragment key={group}>
            {group}
            <wbr />
          </Fragment>
        ))}
      </code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
