import { Injectable } from '@nestjs/common';
import { DomainError } from '@app/kernel';
import {
  Catalog,
  fromServerJson,
  parseRegistry,
  registryItem,
  RegistryEditor,
  ServerRegistry,
  type CatalogList,
  type Editor,
  type RegistryItem,
} from '@app/mcp';
import type { AddBody } from './registry.dto.js';
import { ServerFigures, type ServerFigure } from './server-figures.js';
import { ServerHealths } from './server-healths.js';
import { documentOf, serverList, type ListedServer, type ServerList } from './server-list.js';

/** What a change answers: what came of it, and which servers are enabled now. */
export interface ChangeAnswer {
  readonly status: string;
  readonly server: string;
  readonly servers: readonly string[];
}

/** RegistryService is the registry as its routes show it. */
@Injectable()
export class RegistryService {
  constructor(
    private readonly registry: ServerRegistry,
    private readonly editor: RegistryEditor,
    private readonly catalog: Catalog,
    private readonly healths: ServerHealths,
    private readonly figures: ServerFigures,
  ) {}

  /** The document as it was written, and its version for `If-Match`. */
  document() {
    const { snapshot } = this.registry;
    return { version: snapshot.version, document: documentOf(snapshot) };
  }

  /**
   * replace takes the text of a whole document. Throws `if_match_required` without the version that it was made from.
   */
  async replace(text: string, ifMatch: string | undefined, editor: Editor) {
    if (ifMatch === undefined) {
      const message = 'If-Match: got nothing, wanted the ETag of the registry that was changed, or *';
      throw new DomainError('if_match_required', message);
    }
    const document = parseRegistry(text, 'the registry');
    const status = await this.editor.put(document, ifMatch.trim().replace(/^"(.*)"$/, '$1'), editor);
    return { version: this.registry.snapshot.version, answer: { status, servers: this.enabled() } };
  }

  async servers(): Promise<ServerList & { readonly servers: readonly (ListedServer & ServerFigure)[] }> {
    const { items } = await this.catalog.list();
    const names = items.map(({ name }) => name);
    const list = serverList(this.registry.snapshot, names, this.healths);
    const servers = list.servers.map((server) => ({ ...server, ...this.figures.of(server.id) }));
    return { ...list, servers };
  }

  list(words: string | undefined): Promise<CatalogList> {
    return this.catalog.list(words);
  }

  async add(body: AddBody, editor: Editor): Promise<ChangeAnswer> {
    const item = await this.itemOf(body);
    return this.answer(body.server, await this.editor.add(body.server, item, editor));
  }

  async remove(server: string, editor: Editor): Promise<ChangeAnswer> {
    return this.answer(server, await this.editor.remove(server, editor));
  }

  async enable(server: string, editor: Editor): Promise<ChangeAnswer> {
    return this.answer(server, await this.editor.enable(server, editor));
  }

  async disable(server: string, editor: Editor): Promise<ChangeAnswer> {
    return this.answer(server, await this.editor.disable(server, editor));
  }

  private async itemOf({
    server,
    entry,
    catalog,
    server_json,
    choice,
  }: AddBody): Promise<RegistryItem | undefined> {
    const given = { entry, catalog, server_json };
    const named = Object.entries(given).filter(([, value]) => value !== undefined);
    if (named.length > 1) {
      const names = named.map(([name]) => name).join(' and ');
      throw new DomainError('invalid_request', `got ${names}, wanted one of entry, catalog and server_json`);
    }
    if (entry !== undefined) return registryItem(server, entry);
    if (server_json !== undefined) return fromServerJson(server_json, server, choice);
    if (catalog !== undefined) return this.catalog.entry(catalog, server, choice ?? {});
    if (this.registry.entryOf(server) !== undefined || !(await this.catalog.has(server))) return undefined;
    return this.catalog.entry(server, server, choice ?? {});
  }

  private answer(server: string, status: string): ChangeAnswer {
    return { status, server, servers: this.enabled() };
  }

  private enabled(): string[] {
    return [...this.registry.snapshot.known.values()].filter(({ enabled }) => enabled).map(({ id }) => id);
  }
}
