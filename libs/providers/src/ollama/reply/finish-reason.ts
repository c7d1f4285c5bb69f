/**
 * finishReason is OpenAI's word for Ollama's `done_reason`. Ollama ends a turn of tool calls with `stop`; `load`,
 * `unload` or nothing at all end a turn without more to say. A turn that ran out of length stays that.
 */
export function finishReason(doneReason: string | undefined, calledTools: boolean): string {
  if (doneReason === 'length') return 'length';
  return calledTools ? 'tool_calls' : 'stop';
}
