import { anyMatches, DomainError } from '@app/kernel';
import { AGENT_PREFIX, type AgentSettings, type AgentsFile } from './agents-file.js';

export interface Agent extends AgentSettings {
  readonly name: string;
}

/** The part of a client that says which agents it may use: patterns over model ids. */
export interface ModelScope {
  readonly models: readonly string[];
}

/** AgentShelf holds the agents of the configuration. Its content is replaced whole when the file changes. */
export class AgentShelf {
  #agents: ReadonlyMap<string, Agent> = new Map();

  constructor(file: AgentsFile) {
    this.replace(file);
  }

  replace({ agents }: AgentsFile): void {
    this.#agents = new Map(Object.entries(agents).map(([name, settings]) => [name, { name, ...settings }]));
  }

  /** usableBy lists the agents that the client's scope `models` covers, as `agent/<name>`. */
  usableBy(client: ModelScope): Agent[] {
    return [...this.#agents.values()].filter(({ name }) => mayUse(client, name));
  }

  /** Throws `agent_not_found`, or `agent_not_allowed` for one that is out of the client's scope. */
  get(name: string, client: ModelScope): Agent {
    const agent = this.#agents.get(name);
    if (agent === undefined) throw notFound();
    if (mayUse(client, name)) return agent;
    const message = "the client's scope `models` does not cover that agent";
    throw new DomainError('agent_not_allowed', message, { param: 'agent' });
  }

  /** only is the agent that is meant when none is named. Throws `agent_not_found` unless there is exactly one. */
  only(client: ModelScope): Agent {
    const [agent, ...others] = this.usableBy(client);
    if (agent !== undefined && others.length === 0) return agent;
    const message = agent === undefined ? 'no agent is there to answer' : 'agent: say which one is meant';
    throw new DomainError('agent_not_found', message, { param: 'agent' });
  }
}

function mayUse({ models }: ModelScope, name: string): boolean {
  return anyMatches(models, AGENT_PREFIX + name);
}

function notFound(): DomainError {
  return new DomainError('agent_not_found', 'there is no such agent in agents.yaml', { param: 'agent' });
}
