import { Module, type DynamicModule } from '@nestjs/common';
import { AgentAccess } from './access/agent-access.js';
import type { AgentsParts } from './agents-parts.js';
import { CompletionDesk } from './completions/completion-desk.js';
import { CompletionsController } from './completions/completions.controller.js';
import { AgentDesk } from './routes/agent-desk.js';
import { AgentsController } from './routes/agents.controller.js';
import { RouteController } from './routes/route.controller.js';
import { ToolServers } from './servers/tool-servers.js';
import { ToolServersController } from './servers/tool-servers.controller.js';

/** AgentsModule puts the agents, and the tools for those who speak no MCP, behind their routes. */
@Module({})
export class AgentsModule {
  static of({ desk, completions, servers }: AgentsParts, access: AgentAccess): DynamicModule {
    return {
      module: AgentsModule,
      controllers: [AgentsController, RouteController, CompletionsController, ToolServersController],
      providers: [
        { provide: AgentAccess, useValue: access },
        { provide: AgentDesk, useValue: desk },
        { provide: CompletionDesk, useValue: completions },
        { provide: ToolServers, useValue: servers },
      ],
    };
  }
}
