import { useEffect, useLayoutEffect, useRef } from 'react';
import { announce, Button, Select } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { callsPlan } from './calls-plan.js';
import css from './Playground.module.css';
import type { Conversation, TurnSettings } from './conversation.js';
import { pendingCalls } from './entries.js';
import { Message } from './Message.js';
import { isDestructive } from './offered-tools.js';
import { useConversation } from './playground-store.js';

interface ChatColumnProps {
  readonly conversation: Conversation;
  readonly model: string;
  readonly models: readonly string[];
  /** `Model`, or which of two. */
  readonly label: string;
  readonly turn: TurnSettings | undefined;
  readonly onModel: (id: string) => void;
}

/** ChatColumn is one conversation, with the choice of its model. */
export function ChatColumn({ conversation, model, models, label, turn, onModel }: ChatColumnProps) {
  const { entries, isBusy } = useConversation(conversation);
  const scroll = useFollowing(entries);
  useAnnounced(isBusy);
  return (
    <section className={css.chat} aria-label={`Chat with ${model}`}>
      <div className={css.chatHead}>
        <Select
          label={label}
          value={model}
          options={models.map((id) => ({ value: id, label: id }))}
          onChange={onModel}
        />
      </div>
      <div
        className={css.messages}
        ref={scroll}
        tabIndex={0}
        role="region"
        aria-label={`What was said with ${model}`}
      >
        {entries.length === 0 && <Hint model={model} />}
        {entries.map((entry) => (
          <Message key={entry.id} entry={entry} />
        ))}
        {turn && !isBusy && <WaitingCalls conversation={conversation} turn={turn} />}
      </div>
    </section>
  );
}

function Hint({ model }: { readonly model: string }) {
  return (
    <p className={css.hint}>
      {model === 'loopback/echo'
        ? 'Say something and press Enter. This model answers with what you say: it needs no GPU, and shows that everything between here and a model works.'
        : 'Say something and press Enter.'}
    </p>
  );
}

/** Calls that wait for the viewer: those of tools that destroy are planned first. */
function WaitingCalls({
  conversation,
  turn,
}: {
  readonly conversation: Conversation;
  readonly turn: TurnSettings;
}) {
  const { entries } = useConversation(conversation);
  const calls = pendingCalls(entries);
  if (calls.length === 0) return null;
  const grave = turn.tools.filter(
    (tool) => isDestructive(tool) && calls.some(({ name }) => name === tool.name),
  );
  const make = () => void conversation.makeCalls(turn);
  return (
    <div className={css.waiting}>
      <span>
        {grave.length > 0 ? 'A tool that destroys something is asked for.' : 'The model waits for its calls.'}
      </span>
      <Button onPress={grave.length > 0 ? () => openPlan(callsPlan(grave, calls, make)) : make}>
        {calls.length === 1 ? 'Make the call' : `Make ${calls.length} calls`}
      </Button>
    </div>
  );
}

/** Follows what is new while the reader is at the end, and never otherwise. */
function useFollowing(entries: readonly unknown[]) {
  const scroll = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const box = scroll.current;
    const note = () => {
      if (box) isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
    };
    box?.addEventListener('scroll', note, { passive: true });
    return () => box?.removeEventListener('scroll', note);
  }, []);
  useLayoutEffect(() => {
    const box = scroll.current;
    if (box && isAtEnd.current) box.scrollTop = box.scrollHeight;
  }, [entries]);
  return scroll;
}

function useAnnounced(isBusy: boolean): void {
  const before = useRef(isBusy);
  useEffect(() => {
    if (before.current && !isBusy) announce('The answer has ended.');
    before.current = isBusy;
  }, [isBusy]);
}
