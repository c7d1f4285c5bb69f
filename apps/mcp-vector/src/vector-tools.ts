import { join } from 'node:path';
import type { Environment } from '@app/config';
import { JsonHttp, type ToolSet } from '@app/tool-server';
import { VectorCollections } from './collections/vector-collections.js';
import { Embedder } from './embeddings/embedder.js';
import { readSettings, type VectorSettings } from './settings.js';
import { QdrantStore } from './store/qdrant/qdrant-store.js';
import { openDatabase } from './store/sqlite/open-database.js';
import { SqliteStore } from './store/sqlite/sqlite-store.js';
import type { VectorStore } from './store/vector-store.js';
import { collectionInfoTool, createCollectionTool, listCollectionsTool } from './tools/collection-tools.js';
import { deleteVectorsTool, upsertVectorsTool } from './tools/point-tools.js';
import { searchByTextTool, searchVectorsTool } from './tools/search-tools.js';

const MIB = 1024 * 1024;
/** A model may have to be loaded first. */
const EMBEDDINGS = { name: 'the gateway', timeoutMs: 240_000, mostBytes: 64 * MIB };
const QDRANT = { name: 'Qdrant', timeoutMs: 30_000, mostBytes: 32 * MIB };
const FOLDER = ['mcp', 'vector'];

/** vectorTools makes the tools on the store that the environment names; `store` must be closed by whoever made them. */
export function vectorTools(environment: Environment): { set: ToolSet; store: VectorStore } {
  const settings = readSettings(environment);
  const store = storeFor(settings);
  const collections = new VectorCollections(store, embedderFor(settings));
  const tools = [
    createCollectionTool(collections),
    listCollectionsTool(collections),
    collectionInfoTool(collections),
    upsertVectorsTool(collections),
    searchVectorsTool(collections),
    searchByTextTool(collections),
    deleteVectorsTool(collections),
  ];
  const instructions = 'Make a collection, write texts into it, and search them by meaning.';
  return { set: { name: 'vector', instructions, tools }, store };
}

function storeFor({ QDRANT_URL: url, QDRANT_API_KEY: key, DATA_DIR: folder }: VectorSettings): VectorStore {
  if (url === undefined) return new SqliteStore(openDatabase(join(folder, ...FOLDER)));
  const headers: Record<string, string> = key === undefined ? {} : { 'api-key': key };
  return new QdrantStore(new JsonHttp({ ...QDRANT, url, headers }));
}

function embedderFor(settings: VectorSettings): Embedder | undefined {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_KEY: key } = settings;
  if (model === undefined) return undefined;
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return new Embedder(new JsonHttp({ ...EMBEDDINGS, url, headers }), model);
}
