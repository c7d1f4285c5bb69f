import type { ToolSet } from '@app/tool-server';
import type { McpServer } from '@modelcontextprotocol/server';
import { addAskingTools } from '../mcp/conformance/asking-tools.ts';
import { addChangingLists } from '../mcp/conformance/changing-lists.ts';
import { addPlainTools } from '../mcp/conformance/plain-tools.ts';
import { addPrompts } from '../mcp/conformance/prompts.ts';
import { addResources } from '../mcp/conformance/resources.ts';
import { addRoundTools } from '../mcp/conformance/round-tools.ts';

/** Everything that the official conformance suite looks for, to be served in place of the tools of training. */
export const CONFORMANCE_SET: ToolSet = {
  name: 'conformance',
  instructions: '',
  tools: [{ name: 'all', addTo }],
};

function addTo(server: McpServer): void {
  const changes = { listChanged: true };
  server.server.registerCapabilities({
    logging: {},
    tools: changes,
    prompts: changes,
    resources: { subscribe: true, ...changes },
  });
  addPlainTools(server);
  addAskingTools(server);
  addRoundTools(server);
  addPrompts(server);
  addResources(server);
  addChangingLists(server, { hasTool: false, hasPrompt: false });
}
