import { X } from 'lucide-react';
import { Button, IconButton, Time, toast } from '../../kit/index.js';
import { forgetChat, useKeptChats, type KeptChat } from './kept-chats.js';
import css from './Playground.module.css';
import { chooseLeft, sides } from './playground-store.js';

/** KeptChats are the conversations that were kept in this browser. */
export function KeptChats() {
  const chats = useKeptChats();
  if (chats.length === 0) return null;
  return (
    <section aria-labelledby="kept">
      <h2 id="kept">Kept chats</h2>
      <p className={css.muted}>In this browser alone.</p>
      <ul className={css.kept}>
        {chats.map((chat) => (
          <Kept key={chat.id} chat={chat} />
        ))}
      </ul>
    </section>
  );
}

function Kept({ chat: { id, at, model, title, entries } }: { readonly chat: KeptChat }) {
  const open = () => {
    sides[0].show(entries);
    chooseLeft(model);
  };
  const forget = () => {
    forgetChat(id);
    toast('ok', 'The chat is not kept any more.');
  };
  return (
    <li className={css.keptChat}>
      <div>
        <Button look="quiet" onPress={open}>
          {title}
        </Button>
        <p className={css.muted}>
          {model}, <Time at={at} />
        </p>
      </div>
      <IconButton label={`Forget ${title}`} icon={<X size={14} aria-hidden="true" />} onPress={forget} />
    </li>
  );
}
