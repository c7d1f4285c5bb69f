import { Tabs } from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { KeptChats } from './KeptChats.js';
import { ParameterFields } from './ParameterFields.js';
import css from './Playground.module.css';
import { RawRequest, RawResponse, type RawProps } from './RawView.js';
import { ToolChoice } from './ToolChoice.js';

type Part = 'parameters' | 'tools' | 'request' | 'response';

/** SidePanel has what a turn is sent with, and what went over the wire, of each chat that is shown. */
export function SidePanel({ chats }: { readonly chats: readonly RawProps[] }) {
  const [part, setPart] = useUrlState<Part>('part', 'parameters');
  return (
    <aside className={css.side} aria-label="Parameters and raw data">
      <Tabs
        label="Parameters and raw data"
        selected={part}
        onSelect={setPart}
        tabs={[
          { id: 'parameters', title: 'Parameters', content: <ParameterFields /> },
          { id: 'tools', title: 'Tools', content: <ToolChoice /> },
          { id: 'request', title: 'Request', content: <Raw chats={chats} View={RawRequest} /> },
          { id: 'response', title: 'Response', content: <Raw chats={chats} View={RawResponse} /> },
        ]}
      />
      <KeptChats />
    </aside>
  );
}

function Raw({ chats, View }: { readonly chats: readonly RawProps[]; readonly View: typeof RawRequest }) {
  return (
    <div className={css.fields}>
      {chats.map((chat, at) => (
        <section key={at} className={css.fields} aria-label={chat.model}>
          {chats.length > 1 && <h2>{chat.model}</h2>}
          <View {...chat} />
        </section>
      ))}
    </div>
  );
}
