import { useEffect, useMemo } from 'react';
import { useAnswers } from '../../data/use-can-act.js';
import { Button, cx, Empty, Resource, toast } from '../../kit/index.js';
import { useListedModels } from '../models/use-models.js';
import { ChatColumn } from './ChatColumn.js';
import { Composer } from './Composer.js';
import { keepChat } from './kept-chats.js';
import { lastModel, rememberModel } from './last-model.js';
import css from './Playground.module.css';
import { canChat, pickModel, type Choosable } from './pick-model.js';
import { choose, chooseLeft, sides, useChoices, useConversation } from './playground-store.js';
import { SidePanel } from './SidePanel.js';
import { useTurn } from './use-turn.js';

/** Playground is a chat with a model, or with two beside each other; it goes on while it is not shown. */
export function Playground({ wanted }: { readonly wanted?: string }) {
  const query = useListedModels();
  return (
    <Resource query={query} what="models">
      {(models) => <Chosen models={models} {...(wanted !== undefined && { wanted })} />}
    </Resource>
  );
}

function Chosen({
  models,
  wanted,
}: {
  readonly models: readonly (Choosable & { alias_of?: string })[];
  readonly wanted?: string;
}) {
  const { models: chosen } = useChoices();
  const able = useMemo(() => models.filter(canChat).map(({ id }) => id), [models]);
  const fallback = models.find(({ id }) => id === 'default')?.alias_of;
  const last = lastModel();
  const first = pickModel(models, {
    ...(wanted !== undefined && { wanted }),
    ...(last !== undefined && { last }),
    fallback: fallback ?? null,
  });
  useEffect(() => {
    // What was asked for holds until the viewer chooses another.
    if (wanted !== undefined) chooseLeft(wanted);
  }, [wanted]);
  const left = able.includes(chosen[0]) ? chosen[0] : first;
  if (left === undefined) return <NoModels />;
  const right = able.includes(chosen[1]) ? chosen[1] : (able.find((id) => id !== left) ?? left);
  return <Chats able={able} left={left} right={right} />;
}

function Chats({
  able,
  left,
  right,
}: {
  readonly able: readonly string[];
  readonly left: string;
  readonly right: string;
}) {
  const { isBeside } = useChoices();
  const turnFor = useTurn();
  const obstacle = useObstacle(turnFor !== undefined);
  const [one, other] = [useConversation(sides[0]), useConversation(sides[1])];
  const chats = [
    { conversation: sides[0], model: left, turn: turnFor?.(left) },
    { conversation: sides[1], model: right, turn: turnFor?.(right) },
  ].slice(0, isBeside ? 2 : 1);
  const send = (text: string) => {
    rememberModel(left);
    for (const { conversation, turn } of chats) if (turn) void conversation.send(text, turn);
  };
  const change = (at: number, id: string) => choose({ models: at === 0 ? [id, right] : [left, id] });
  return (
    <div className={css.playground}>
      <div className={css.main}>
        <ChatTools left={left} hasSaid={one.entries.length > 0} />
        <div className={cx(css.chats, isBeside && css.two)}>
          {chats.map((chat, at) => (
            <ChatColumn
              key={at}
              {...chat}
              models={able}
              label={isBeside ? (LABELS[at] ?? 'Model') : 'Model'}
              onModel={(id) => change(at, id)}
            />
          ))}
        </div>
        <Composer
          isBusy={one.isBusy || other.isBusy}
          obstacle={obstacle}
          onSend={send}
          onStop={() => sides.forEach((side) => side.stop())}
        />
      </div>
      <SidePanel chats={chats} />
    </div>
  );
}

/** useObstacle is why nothing can be sent; what is being written stays. */
function useObstacle(isWhole: boolean): string | undefined {
  if (!useAnswers('gateway')) return 'The gateway does not answer.';
  return isWhole ? undefined : 'A parameter is wrong: see Parameters.';
}

const LABELS = ['Left model', 'Right model'];

function ChatTools({ left, hasSaid }: { readonly left: string; readonly hasSaid: boolean }) {
  const { isBeside } = useChoices();
  const keep = () => {
    try {
      keepChat(left, sides[0].get().entries);
      toast('ok', 'Kept, in this browser alone.');
    } catch {
      toast('failed', 'Not kept: the browser has no room for it.');
    }
  };
  const toggle = () => {
    if (isBeside) sides[1].show();
    choose({ isBeside: !isBeside });
  };
  return (
    <div className={css.chatTools}>
      <Button onPress={() => sides.forEach((side) => side.show())} isDisabled={!hasSaid}>
        New chat
      </Button>
      <Button onPress={keep} isDisabled={!hasSaid}>
        Keep chat
      </Button>
      <span className={css.onlyWide}>
        <Button onPress={toggle} isPressed={isBeside}>
          Two models
        </Button>
      </span>
    </div>
  );
}

function NoModels() {
  return (
    <Empty title="No model can chat yet">
      <p>
        Pull one on the page Models, or configure a provider in <code>config/gateway.yaml</code>.
      </p>
    </Empty>
  );
}
