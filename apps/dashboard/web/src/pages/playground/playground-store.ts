import { useSyncExternalStore } from 'react';
import { sessionFetch } from '../../api/session-fetch.js';
import { callTool } from '../../api/tool-servers.js';
import { Conversation } from './conversation.js';
import type { ConversationView } from './conversation-state.js';
import { NO_PARAMETERS, type ParameterDraft } from './parameters.js';

const CHAT = '/bff/gateway/v1/chat/completions';

const around: ConstructorParameters<typeof Conversation>[0] = {
  ask: (body, signal) =>
    sessionFetch(CHAT, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    }),
  call: callTool,
  now: () => performance.now(),
  soon: (then) => void requestAnimationFrame(then),
};

/** The conversations live as long as the tab, so that a chat goes on while another page is shown. */
export const sides: readonly [Conversation, Conversation] = [
  new Conversation(around),
  new Conversation(around),
];

/** What the viewer chose and typed; like the conversations it outlives the page, and is gone with the tab. */
export interface PlaygroundChoices {
  /** Of the left and the right side; empty before a choice. */
  readonly models: readonly [string, string];
  readonly isBeside: boolean;
  readonly draft: string;
  readonly parameters: ParameterDraft;
  readonly areToolsOn: boolean;
  readonly areCallsMade: boolean;
  /** Names of the servers whose tools are left out. */
  readonly withoutServers: readonly string[];
}

let choices: PlaygroundChoices = {
  models: ['', ''],
  isBeside: false,
  draft: '',
  parameters: NO_PARAMETERS,
  areToolsOn: false,
  areCallsMade: false,
  withoutServers: [],
};
const listeners = new Set<() => void>();

export function choose(change: Partial<PlaygroundChoices>): void {
  choices = { ...choices, ...change };
  for (const listener of listeners) listener();
}

/** chooseLeft chooses the model of the left side, which is there always. */
export function chooseLeft(model: string): void {
  choose({ models: [model, choices.models[1]] });
}

export function useChoices(): PlaygroundChoices {
  return useSyncExternalStore(subscribe, () => choices);
}

export function useConversation({ subscribe: follow, get }: Conversation): ConversationView {
  return useSyncExternalStore(follow, get);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
