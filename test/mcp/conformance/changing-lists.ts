import type { McpServer } from '@modelcontextprotocol/server';
import { text } from './samples.ts';

/** What lists hold beside the fixed things: a call changes it, and clients are to hear of that. */
export interface ChangingLists {
  hasTool: boolean;
  hasPrompt: boolean;
  /** For servers that live for one request only: others have to tell. */
  readonly announce?: { tools(): void; prompts(): void; resource(uri: string): void };
}

/** addChangingLists adds a tool and a prompt that come and go, and the tools that make them. */
export function addChangingLists(server: McpServer, lists: ChangingLists): void {
  const description = 'Comes and goes';
  const tool = server.registerTool('test_dynamic_tool', { description }, () => ({
    content: [text('Here.')],
  }));
  const prompt = server.registerPrompt('test_dynamic_prompt', { description }, () => ({
    messages: [{ role: 'user', content: text('Here.') }],
  }));
  if (!lists.hasTool) tool.disable();
  if (!lists.hasPrompt) prompt.disable();
  server.registerTool('test_trigger_tool_change', { description: 'Changes the list of tools' }, () => {
    lists.hasTool = !lists.hasTool;
    tool.update({ enabled: lists.hasTool });
    lists.announce?.tools();
    return { content: [text('Changed.')] };
  });
  server.registerTool('test_trigger_prompt_change', { description: 'Changes the list of prompts' }, () => {
    lists.hasPrompt = !lists.hasPrompt;
    prompt.update({ enabled: lists.hasPrompt });
    lists.announce?.prompts();
    return { content: [text('Changed.')] };
  });
  addResourceChange(server, lists);
}

function addResourceChange(server: McpServer, lists: ChangingLists): void {
  const uri = 'test://watched-resource';
  server.registerTool('test_trigger_resource_change', { description: 'Changes a resource' }, async () => {
    if (lists.announce) lists.announce.resource(uri);
    else await server.server.sendResourceUpdated({ uri });
    return { content: [text('Changed.')] };
  });
}
