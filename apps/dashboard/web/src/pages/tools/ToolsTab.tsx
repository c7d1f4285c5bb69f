import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { asProblem, sentence } from '../../api/problem.js';
import { askTools, type KnownTool, type ListedServer } from '../../api/tool-registry.js';
import { useAnswers } from '../../data/use-can-act.js';
import {
  Button,
  Code,
  Empty,
  Facts,
  Link,
  Loading,
  Note,
  Panel,
  Resource,
  State,
  StateShape,
  Time,
  toast,
  type StateKind,
} from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { inputSchemaOf } from './form/input-schema.js';
import { ListAge } from './ListAge.js';
import { serverPath } from './server-state.js';
import { shortHash } from './short-hash.js';
import { useKnownTools } from './tool-queries.js';
import css from './Tools.module.css';

/** With the check of JSON Schemas: fetched when a tool is chosen. */
const TryIt = lazy(async () => ({ default: (await import('./TryIt.js')).TryIt }));

const STATES: Readonly<Record<KnownTool['state'], { readonly kind: StateKind; readonly word: string }>> = {
  allowed: { kind: 'ok', word: 'Allowed' },
  denied: { kind: 'off', word: 'Denied' },
  quarantined: { kind: 'attention', word: 'In quarantine' },
  blocked: { kind: 'off', word: 'Blocked' },
};

/** ToolsTab is the last good list of a server's tools, and one of them with its schema and a form to try it. */
export function ToolsTab({ server }: { readonly server: ListedServer }) {
  const query = useKnownTools(server.id);
  return (
    <Resource query={query} what="tools">
      {(tools) =>
        tools.length === 0 ? <NoneYet server={server} /> : <Known server={server} tools={tools} />
      }
    </Resource>
  );
}

function NoneYet({ server }: { readonly server: ListedServer }) {
  return (
    <Empty title={`${server.id} has not shown any tools yet`}>
      <p>{server.enabled ? 'A server starts with its first use.' : 'It is disabled: enable it first.'}</p>
      {server.enabled && (
        <div>
          <ReadTools server={server.id} />
        </div>
      )}
    </Empty>
  );
}

/** ReadTools has the server tell its tools now. */
function ReadTools({ server }: { readonly server: string }) {
  const client = useQueryClient();
  const [isReading, setReading] = useState(false);
  const answers = useAnswers('router');
  const read = async () => {
    setReading(true);
    try {
      await askTools(server, new AbortController().signal);
      await client.invalidateQueries({ queryKey: ['mcp'], predicate: ({ queryKey }) => queryKey.length > 1 });
    } catch (error) {
      toast('failed', sentence(asProblem(error).message));
    } finally {
      setReading(false);
    }
  };
  if (!answers) return null;
  return (
    <Button isDisabled={isReading} onPress={() => void read()}>
      {isReading ? 'Asking the server' : 'Read its tools now'}
    </Button>
  );
}

function Known({ server, tools }: { readonly server: ListedServer; readonly tools: readonly KnownTool[] }) {
  const [name] = useUrlState('tool');
  const chosen = tools.find(({ tool }) => tool === name);
  return (
    <div className={css.parts}>
      <nav className={css.list} aria-label={`Tools of ${server.id}`}>
        <ListAge server={server} tools={tools} />
        <ul>
          {tools.map((tool) => (
            <li key={tool.tool}>
              <Link
                to={serverPath(server.id)}
                search={{ tool: tool.tool }}
                current={tool.tool === name}
                className={css.tool}
              >
                <StateShape kind={STATES[tool.state].kind} />
                <span className={css.name}>{tool.tool}</span>
                {tool.state !== 'allowed' && <span className={css.muted}>{STATES[tool.state].word}</span>}
              </Link>
            </li>
          ))}
        </ul>
        {server.enabled && <ReadTools server={server.id} />}
      </nav>
      {chosen ? (
        <Tool key={chosen.tool} server={server} tool={chosen} />
      ) : (
        <Empty title={name === '' ? 'No tool is chosen' : `${server.id} has no tool ${name}`}>
          <p>Choose one to read what it says of itself, and to try it.</p>
        </Empty>
      )}
    </div>
  );
}

function Tool({ server, tool }: { readonly server: ListedServer; readonly tool: KnownTool }) {
  const { definition, state, reason, hash, since } = tool;
  const hints = hintsOf(definition);
  const description = definition?.['description'];
  return (
    <div className={css.detail}>
      <Panel title={tool.tool} aside={<State kind={STATES[state].kind}>{STATES[state].word}</State>}>
        {typeof description === 'string' && <p className={css.said}>{description}</p>}
        <Facts
          of={[
            ['It says of itself', hints.words],
            ['Approved version', <code key="hash">{shortHash(hash)}</code>],
            ['Since', <Time key="since" at={since} />],
          ]}
        />
        {reason !== undefined && (
          <Note kind="off" title="Denied by the policy of its server">
            {reason}
          </Note>
        )}
        {definition === undefined ? (
          <Note kind="unknown" title="Its definition was too long to be kept" />
        ) : (
          <details className={css.more}>
            <summary>Schema</summary>
            <Code copy="schema">{JSON.stringify(inputSchemaOf(definition), null, 2)}</Code>
            {definition['outputSchema'] !== undefined && (
              <>
                <p className={css.muted}>What it answers</p>
                <Code copy="output schema">{JSON.stringify(definition['outputSchema'], null, 2)}</Code>
              </>
            )}
          </details>
        )}
      </Panel>
      <Suspense fallback={<Loading what="form" />}>
        <TryIt
          server={server}
          tool={tool.tool}
          state={state}
          schema={inputSchemaOf(definition)}
          isDestructive={hints.isDestructive}
        />
      </Suspense>
    </div>
  );
}

/** By the protocol, a tool that does not say it only reads, nor that it destroys nothing, may destroy something. */
function hintsOf(definition: KnownTool['definition']): { words: string; isDestructive: boolean } {
  const given = definition?.['annotations'];
  const hints = (typeof given === 'object' && given !== null ? given : {}) as Readonly<
    Record<string, unknown>
  >;
  if (hints['readOnlyHint'] === true) return { words: 'It only reads', isDestructive: false };
  if (hints['destructiveHint'] === false)
    return { words: 'It adds, and destroys nothing', isDestructive: false };
  const words =
    hints['destructiveHint'] === true ? 'It may change or delete things' : 'Not whether it changes anything';
  return { words, isDestructive: true };
}
