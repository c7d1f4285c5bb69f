import { useQueryClient } from '@tanstack/react-query';
import type { DefinitionChange, QuarantinedTool } from '../../api/tool-registry.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, CopyText, cx, Link, Note, Panel, Resource, State, Time } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { useMay } from '../../session/use-session.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { ReachList } from './ReachList.js';
import { useKept } from './kept-versions.js';
import { serverPath } from './server-state.js';
import { approvePlan, blockPlan } from './quarantine-plans.js';
import { shortHash } from './short-hash.js';
import { useQuarantine } from './tool-queries.js';
import css from './Tools.module.css';
import { placeOf, wordsDiff, type Piece } from './words-diff.js';

/** QuarantineList is the definitions that wait for a decision, of one server or of all, and those that were blocked. */
export function QuarantineList({ only }: { readonly only?: string | undefined }) {
  const query = useQuarantine();
  const mine = (tools: readonly QuarantinedTool[]) =>
    tools.filter(({ server }) => only === undefined || server === only);
  return (
    <Resource query={query} what="tools in quarantine">
      {({ tools, blocked, total }) => (
        <>
          {mine(tools).length > 0 && (
            <Panel
              title="In quarantine"
              aside={
                <span className={css.muted}>
                  {counted(only === undefined ? total : mine(tools).length, 'tool')}, not callable until
                  somebody decides
                </span>
              }
            >
              {mine(tools).map((tool) => (
                <Quarantined key={`${tool.server}/${tool.tool}`} tool={tool} />
              ))}
            </Panel>
          )}
          <Blocked tools={mine(blocked)} />
        </>
      )}
    </Resource>
  );
}

function Blocked({ tools }: { readonly tools: readonly QuarantinedTool[] }) {
  const [shown, setShown] = useUrlState('blocked');
  const isOpen = shown !== '';
  if (tools.length === 0) return null;
  return (
    <Panel
      title="Blocked"
      aside={
        <Button look="quiet" isPressed={isOpen} onPress={() => setShown(isOpen ? '' : 'shown')}>
          {isOpen ? 'Hide' : 'Show'} {counted(tools.length, 'blocked tool')}
        </Button>
      }
    >
      {isOpen &&
        tools.map((tool) => <Quarantined key={`${tool.server}/${tool.tool}`} tool={tool} isBlocked />)}
    </Panel>
  );
}

interface QuarantinedProps {
  readonly tool: QuarantinedTool;
  readonly isBlocked?: boolean;
}

/** Quarantined is one definition that waits: approved and offered, field by field, and three buttons of equal weight. */
function Quarantined({ tool, isBlocked = false }: QuarantinedProps) {
  const [isKept, setKept] = useKept(tool);
  const may = useMay('administer');
  const canAct = useCanAct('router');
  const { server, tool: name, approved_hash, since } = tool;
  const word = approved_hash === null ? 'New' : 'Changed';
  return (
    <article className={css.quarantined} aria-label={`${server}/${name}`} data-row="">
      <div className={css.line}>
        <h3 className={css.name}>
          <Link to={serverPath(server)} search={{ tool: name }}>
            {server}/{name}
          </Link>
        </h3>
        <State kind={isBlocked ? 'off' : 'attention'} badge>
          {isBlocked ? 'Blocked' : word}
        </State>
        <span className={css.muted}>
          First seen <Time at={since} />
          {isKept && !isBlocked && ', kept in quarantine'}
        </span>
      </div>
      {(!isKept || isBlocked) && (
        <>
          <Hashes of={tool} />
          <Changes of={tool.changes} />
          {!tool.complete && <Unshown isReadable={isReadable(tool)} />}
          {may && <ReachList server={server} tool={name} />}
        </>
      )}
      {may && canAct && (
        <Decide tool={tool} isBlocked={isBlocked} isKept={isKept} onKeep={() => setKept(!isKept)} />
      )}
    </article>
  );
}

function isReadable({ hash }: QuarantinedTool): boolean {
  return hash !== 'unreadable';
}

function Hashes({ of: tool }: { readonly of: QuarantinedTool }) {
  const { approved_hash, hash } = tool;
  return (
    <div className={css.hashes}>
      {approved_hash !== null && (
        <span>
          Approved{' '}
          <CopyText
            text={approved_hash}
            shown={shortHash(approved_hash)}
            what="hash of the approved version"
          />
        </span>
      )}
      <span>
        Offered{' '}
        {isReadable(tool) ? (
          <CopyText text={hash} shown={shortHash(hash)} what="hash of the offered version" />
        ) : (
          'unreadable'
        )}
      </span>
    </div>
  );
}

function Unshown({ isReadable: isText }: { readonly isReadable: boolean }) {
  if (isText) {
    return (
      <Note kind="unknown" title="More has changed than can be shown">
        Look at the server itself before you approve this version.
      </Note>
    );
  }
  return (
    <Note kind="unknown" title="What it says of itself cannot be read">
      It is nested without end, or holds half characters. It can be blocked, and not be approved.
    </Note>
  );
}

interface DecideProps extends QuarantinedProps {
  readonly isKept: boolean;
  readonly onKeep: () => void;
}

function Decide({ tool, isBlocked, isKept, onKeep }: DecideProps) {
  const client = useQueryClient();
  const mayReadAudit = useMay('read_audit');
  const name = `${tool.server}/${tool.tool}`;
  const about = <span className="unseen"> of {name}</span>;
  return (
    <div className={css.decide}>
      {isReadable(tool) && (
        <Button onPress={() => openPlan(approvePlan(client, tool, mayReadAudit))}>
          Approve this version{about}
        </Button>
      )}
      {!isBlocked && (
        <Button onPress={() => openPlan(blockPlan(client, tool, mayReadAudit))}>
          Block<span className="unseen"> {name}</span>
        </Button>
      )}
      {!isBlocked && (
        <Button isPressed={isKept} onPress={onKeep}>
          {isKept ? 'Show the changes' : 'Keep in quarantine'}
          {about}
        </Button>
      )}
    </div>
  );
}

/** Changes shows each place that differs, under the field of the definition that it is in. */
function Changes({ of: changes }: { readonly of: readonly DefinitionChange[] }) {
  return (
    <dl className={css.changes}>
      {changes.map((change) => {
        const { field, within } = placeOf(change.path);
        const word =
          change.before === undefined ? 'Added' : change.after === undefined ? 'Removed' : 'Changed';
        return (
          <div key={change.path}>
            <dt>
              <strong>{field}</strong>
              {within !== '' && <span className={css.muted}> › {within}</span>}
              <span className={css.muted}> · {word}</span>
            </dt>
            <dd className={css.diff}>
              {wordsDiff(change.before, change.after).map((piece, at) => (
                <Marked key={at} piece={piece} />
              ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Marked({ piece: { text, side, hidden } }: { readonly piece: Piece }) {
  const shown =
    hidden === undefined ? (
      text
    ) : (
      <span className={css.hidden} title={hidden}>
        {text} {hidden}
      </span>
    );
  if (side === 'before') return <del className={cx(css.del)}>{shown}</del>;
  if (side === 'after') return <ins className={cx(css.ins)}>{shown}</ins>;
  return <span>{shown}</span>;
}
