import { useMemo, useState } from 'react';
import { Code, TextField } from '../../kit/index.js';
import { counted } from '../../time/format.js';
import { requestOf, type Conversation, type TurnSettings } from './conversation.js';
import { curlText, KEY_VARIABLE } from './curl.js';
import css from './Playground.module.css';
import { gatewayAddress, rememberAddress } from './gateway-address.js';
import { useChoices, useConversation } from './playground-store.js';

export interface RawProps {
  readonly model: string;
  readonly conversation: Conversation;
  readonly turn: TurnSettings | undefined;
}

/** RawRequest is the body that was sent last; before that, the one that would be. */
export function RawRequest({ conversation, turn }: RawProps) {
  const { raw, entries } = useConversation(conversation);
  const { draft } = useChoices();
  const [address, setAddress] = useState(gatewayAddress);
  const next = useMemo(() => {
    const said = { kind: 'user', id: 0, text: draft } as const;
    return turn && requestOf(turn, draft.trim() === '' ? entries : [...entries, said]);
  }, [turn, draft, entries]);
  const isNext = draft.trim() !== '' || raw === undefined;
  const body = isNext ? next : raw.request;
  if (body === undefined) return <p className={css.muted}>A parameter is wrong: nothing would be sent.</p>;
  const change = (text: string) => {
    setAddress(text);
    rememberAddress(text);
  };
  return (
    <div className={css.fields}>
      <p className={css.muted}>{isNext ? 'What would be sent.' : 'What was sent last.'}</p>
      <Code copy="request">{JSON.stringify(body, undefined, 2)}</Code>
      <h3>As curl</h3>
      <p className={css.muted}>
        For the gateway itself, with a key of your own in <code>{KEY_VARIABLE}</code>.
      </p>
      <TextField
        label="Address of the gateway"
        type="url"
        value={address}
        onChange={change}
        autoComplete="off"
      />
      <Code copy="curl command">{curlText(address, body)}</Code>
    </div>
  );
}

/** RawResponse is what came back last, event by event, as it came. */
export function RawResponse({ conversation }: RawProps) {
  const { raw } = useConversation(conversation);
  if (raw === undefined) return <p className={css.muted}>Nothing was sent yet.</p>;
  const { status, events, dropped } = raw;
  return (
    <div className={css.fields}>
      <p className={css.muted}>
        {status === undefined ? 'No answer yet' : `Status ${status}`},{' '}
        {counted(events.length + dropped, 'event')}
        {dropped > 0 && `, the first ${dropped} not kept`}
      </p>
      {events.length > 0 && <Code copy="events">{events.join('\n')}</Code>}
    </div>
  );
}
