import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CatalogItem, CatalogOption } from '../../api/tool-registry.js';
import { AppAway } from '../../data/AppAway.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, Link, Note, PageHead, Panel, Resource, Select, Tabs, TextField } from '../../kit/index.js';
import { sentence } from '../../api/problem.js';
import { openPlan } from '../../plan/plan-store.js';
import { useMay } from '../../session/use-session.js';
import {
  additionOf,
  additionProblems,
  additionView,
  nameOf,
  NO_ADDITION,
  optionOf,
  type AdditionDraft,
  type AdditionProblems,
  type Source,
} from './addition.js';
import { serverPath } from './server-state.js';
import { additionPlan } from './tool-plans.js';
import { useCatalog } from './tool-queries.js';
import css from './Tools.module.css';

/** AddPage adds a tool server: from the catalogue, or by its image, command or URL. */
export function AddPage() {
  const mayAdd = useMay('administer');
  return (
    <>
      <PageHead title="Add a tool server" above={<Link to="/tools">Tools</Link>} />
      <AppAway of="router" />
      {mayAdd ? (
        <Form />
      ) : (
        <Note kind="off" title="You may not add servers">
          Your key lacks the permission administer.
        </Note>
      )}
    </>
  );
}

interface PartProps {
  readonly draft: AdditionDraft;
  readonly problems: AdditionProblems;
  readonly set: (change: Partial<AdditionDraft>) => void;
}

function Form() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const catalog = useCatalog();
  const canAct = useCanAct('router');
  const [draft, setDraft] = useState(NO_ADDITION);
  const [isTried, setTried] = useState(false);
  const option = draft.source === 'catalog' ? optionOf(draft, catalog.data?.items ?? []) : undefined;
  const found = additionProblems(draft, option);
  const isWrong = Object.keys(found).length > 0;
  const props: PartProps = {
    draft,
    problems: isTried ? found : {},
    set: (change) => setDraft({ ...draft, ...change }),
  };
  const choose = (source: Source) => {
    setTried(false);
    props.set({ source });
  };
  const plan = () => {
    setTried(true);
    if (isWrong) return;
    const server = nameOf(draft);
    const onAdded = () => void navigate({ to: serverPath(server) });
    openPlan(additionPlan(client, additionOf(draft, option), additionView(draft, option), onAdded));
  };
  return (
    <Panel title="What runs">
      <Tabs<Source>
        label="Where it comes from"
        selected={draft.source}
        onSelect={choose}
        tabs={[
          { id: 'catalog', title: 'Catalogue', content: <Catalogue {...props} option={option} /> },
          { id: 'image', title: 'Image', content: <FromImage {...props} /> },
          { id: 'command', title: 'Command', content: <FromCommand {...props} /> },
          { id: 'url', title: 'URL', content: <FromUrl {...props} /> },
        ]}
      />
      <div className={css.form}>
        <NameAndClients {...props} />
        <div className={css.decide}>
          {canAct && (
            <Button look="accent" onPress={plan}>
              Plan the addition
            </Button>
          )}
          {isTried && isWrong && (
            <span className={css.wrong} role="alert">
              Something above is missing or wrong.
            </span>
          )}
        </div>
      </div>
    </Panel>
  );
}

function NameAndClients({ draft, problems, set }: PartProps) {
  return (
    <>
      <TextField
        label="Name"
        hint="How clients see it: its tools are called name__tool."
        value={nameOf(draft)}
        onChange={(server) => set({ server })}
        error={problems.server}
        autoComplete="off"
        mono
      />
      {draft.source !== 'catalog' && (
        <TextField
          label="Clients that may call"
          hint="Ids, one a line; * is everybody. Can be changed later, in its policy."
          value={draft.clients}
          onChange={(clients) => set({ clients })}
          rows={2}
          mono
        />
      )}
    </>
  );
}

function Catalogue(props: PartProps & { readonly option: CatalogOption | undefined }) {
  return (
    <Resource query={useCatalog()} what="servers of the catalogue">
      {({ items, problems }) => (
        <div className={css.form}>
          {problems.map((problem) => (
            <Note key={problem} kind="attention" title={problem} />
          ))}
          <FromCatalog {...props} items={items} />
        </div>
      )}
    </Resource>
  );
}

function FromCatalog(
  props: PartProps & { readonly items: readonly CatalogItem[]; readonly option: CatalogOption | undefined },
) {
  const { draft, problems, set, items, option } = props;
  const item = items.find(({ name }) => name === draft.item);
  return (
    <>
      <div className={css.choice}>
        <span className={css.label}>Server</span>
        <Select
          label="Server"
          isLabelHidden
          value={draft.item}
          options={[
            { value: '', label: 'Choose one' },
            ...items.map(({ name, title }) => ({ value: name, label: title ?? name })),
          ]}
          onChange={(name) => set({ item: name, option: 0, answers: {}, server: '' })}
        />
        {problems.item !== undefined && <p className={css.wrong}>{problems.item}</p>}
      </div>
      {item && <p>{item.description}</p>}
      {item && item.options.length > 1 && (
        <div className={css.choice}>
          <span className={css.label}>How it runs</span>
          <Select
            label="How it runs"
            isLabelHidden
            value={String(draft.option)}
            options={item.options.map(({ kind, identifier }, at) => ({
              value: String(at),
              label: `${kind}: ${identifier}`,
            }))}
            onChange={(at) => set({ option: Number(at), answers: {} })}
          />
        </div>
      )}
      {option && <Option {...props} option={option} />}
    </>
  );
}

function Option({ draft, problems, set, option }: PartProps & { readonly option: CatalogOption }) {
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

/** Variables says which there are and where their values are put: this page takes no secret. */
function Variables({
  required,
  optional,
}: {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}) {
  if (required.length + optional.length === 0) return null;
  return (
    <Note kind="off" title="Variables are not set here">
      Put {required.length > 0 && <>values of {list(required)} </>}
      {optional.length > 0 && (
        <>
          {required.length > 0 && 'and, if you like, '}of {list(optional)}{' '}
        </>
      )}
      into <code>data/mcp/.env</code>, as <code>NAME=value</code>, readable by its owner alone; or mount them
      at <code>/run/secrets</code>. Values never pass this page.
    </Note>
  );
}

function list(names: readonly string[]) {
  return names.map((name, at) => (
    <span key={name}>
      {at > 0 && ', '}
      <code>{name}</code>
    </span>
  ));
}

function OwnVariables({ draft, problems, set }: PartProps) {
  return (
    <>
      <div className={css.fields}>
        <TextField
          label="Variables that it requires"
          hint="Names alone, one a line"
          value={draft.required}
          onChange={(required) => set({ required })}
          error={problems.required}
          rows={2}
          mono
        />
        <TextField
          label="Variables that it may have"
          hint="Names alone, one a line"
          value={draft.optional}
          onChange={(optional) => set({ optional })}
          error={problems.optional}
          rows={2}
          mono
        />
      </div>
      <Variables required={names(draft.required)} optional={names(draft.optional)} />
    </>
  );
}

function names(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim() || []);
}

function FromImage(props: PartProps) {
  const { draft, problems, set } = props;
  return (
    <div className={css.form}>
      <TextField
        label="Image"
        hint="It must have been pulled before."
        value={draft.image}
        onChange={(image) => set({ image })}
        error={problems.image}
        autoComplete="off"
        mono
      />
      <Arguments {...props} />
      <div className={css.choice}>
        <span className={css.label}>Network</span>
        <Select
          label="Network"
          isLabelHidden
          value={draft.network}
          options={[
            { value: 'none', label: 'None' },
            { value: 'egress', label: 'Outwards' },
          ]}
          onChange={(network) => set({ network })}
        />
      </div>
      <OwnVariables {...props} />
    </div>
  );
}

function FromCommand(props: PartProps) {
  const { draft, problems, set } = props;
  return (
    <div className={css.form}>
      <TextField
        label="Command"
        hint="A program; it runs beside the router, without a shell."
        value={draft.command}
        onChange={(command) => set({ command })}
        error={problems.command}
        autoComplete="off"
        mono
      />
      <Arguments {...props} />
      <OwnVariables {...props} />
    </div>
  );
}

function FromUrl(props: PartProps) {
  const { draft, problems, set } = props;
  return (
    <div className={css.form}>
      <TextField
        label="Address"
        hint="Private addresses need MCP_PRIVATE_HOSTS."
        value={draft.url}
        onChange={(url) => set({ url })}
        error={problems.url}
        autoComplete="off"
        mono
      />
      <div className={css.choice}>
        <span className={css.label}>Transport</span>
        <Select
          label="Transport"
          isLabelHidden
          value={draft.transport}
          options={[
            { value: 'streamable-http', label: 'Streamable HTTP' },
            { value: 'sse', label: 'SSE, of old' },
          ]}
          onChange={(transport) => set({ transport })}
        />
      </div>
      <TextField
        label="Headers"
        hint="One a line. Secrets as a variable: Authorization: Bearer ${TOKEN}"
        value={draft.headers}
        onChange={(headers) => set({ headers })}
        error={problems.headers}
        rows={2}
        mono
      />
      <OwnVariables {...props} />
    </div>
  );
}

function Arguments({ draft, set }: PartProps) {
  return (
    <TextField
      label="Arguments"
      hint="One a line"
      value={draft.args}
      onChange={(args) => set({ args })}
      rows={2}
      mono
    />
  );
}
