import { asProblem, sentence } from '../../api/problem.js';
import { Link, Note, Switch } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { counted } from '../../time/format.js';
import css from './Playground.module.css';
import { choose, useChoices } from './playground-store.js';
import { useOfferedTools, useToolServers, type ServerTools } from './use-turn.js';

/** ToolChoice says which tools the model is offered, and whether its calls are made. */
export function ToolChoice() {
  const { areToolsOn, areCallsMade } = useChoices();
  const mayCall = useMay('operate');
  return (
    <div className={css.fields}>
      <Switch isSelected={areToolsOn} onChange={(isOn) => choose({ areToolsOn: isOn })}>
        Offer tools to the model
      </Switch>
      {areToolsOn && mayCall && (
        <Switch isSelected={areCallsMade} onChange={(isOn) => choose({ areCallsMade: isOn })}>
          Make its calls at once
        </Switch>
      )}
      {areToolsOn && <p className={css.muted}>{explanation(areCallsMade)}</p>}
      {areToolsOn && <Servers />}
    </div>
  );
}

function explanation(areCallsMade: boolean): string {
  return areCallsMade
    ? 'Calls are made as this session, so that the policy of the tools applies. A tool that says it destroys something still waits for you.'
    : 'Calls are shown, and made when you say so.';
}

function Servers() {
  const query = useToolServers();
  const { servers, tools } = useOfferedTools();
  if (query.isError) {
    return (
      <Note kind="failed" title="The tools could not be read" isAlert>
        {sentence(asProblem(query.error).message)}
      </Note>
    );
  }
  if (query.isPending) return <p className={css.muted}>Reading the tool servers</p>;
  if (servers.length === 0) {
    return (
      <p className={css.muted}>
        There is no tool server that this session may use. <Link to="/tools">Tools</Link> has what there is.
      </p>
    );
  }
  return (
    <>
      {servers.map((one) => (
        <OneServer key={one.server.name} of={one} />
      ))}
      <p className={css.muted}>{counted(tools.length, 'tool')} offered.</p>
    </>
  );
}

function OneServer({ of: { server, isOn, count, error } }: { readonly of: ServerTools }) {
  const { withoutServers } = useChoices();
  const others = withoutServers.filter((name) => name !== server.name);
  return (
    <div>
      <Switch
        isSelected={isOn}
        onChange={(on) => choose({ withoutServers: on ? others : [...others, server.name] })}
      >
        <span className={css.server}>
          {server.name}
          <span className={css.muted}>{count === undefined ? '' : counted(count, 'tool')}</span>
        </span>
      </Switch>
      {isOn && error && <p className={css.obstacle}>{sentence(asProblem(error).message)}</p>}
    </div>
  );
}
