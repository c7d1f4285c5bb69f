import { McpServer } from '@modelcontextprotocol/server';
import { addAskingTools } from './asking-tools.ts';
import { addChangingLists, type ChangingLists } from './changing-lists.ts';
import { addPlainTools } from './plain-tools.ts';
import { addPrompts } from './prompts.ts';
import { addResources } from './resources.ts';
import { addRoundTools, verifyState } from './round-tools.ts';

/** conformanceServer offers everything that the scenarios of the official conformance suite look for. */
export function conformanceServer(lists: ChangingLists): McpServer {
  const server = new McpServer(
    { name: 'conformance-fixture', version: '1.0.0' },
    {
      capabilities: {
        logging: {},
        completions: {},
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
      },
      requestState: { verify: verifyState },
    },
  );
  addPlainTools(server);
  addAskingTools(server);
  addRoundTools(server);
  addPrompts(server);
  addResources(server);
  addChangingLists(server, lists);
  return server;
}
