import type { Filter } from './filter.js';

/** Cosine and dot: the higher the nearer. L2: the distance, the lower the nearer. */
export const DISTANCES = ['cosine', 'l2', 'dot'] as const;
export type Distance = (typeof DISTANCES)[number];

export interface CollectionSpec {
  readonly name: string;
  readonly dimensions: number;
  readonly distance: Distance;
  /** The model that its vectors come from; null when nobody has said. */
  readonly model: string | null;
}

export interface CollectionInfo extends CollectionSpec {
  readonly points: number;
}

type MetadataScalar = string | number | boolean;
export type Metadata = Readonly<Record<string, MetadataScalar | readonly MetadataScalar[]>>;

export interface Point {
  readonly id: string;
  readonly vector: readonly number[];
  readonly text?: string | undefined;
  readonly metadata: Metadata;
}

export interface Query {
  readonly vector: readonly number[];
  readonly limit: number;
  readonly filter: Filter;
}

export interface Hit {
  readonly id: string;
  readonly score: number;
  readonly text?: string | undefined;
  readonly metadata: Metadata;
}

/** Points by their ids, or all that the filter lets through. */
export type Selection = { readonly ids: readonly string[] } | { readonly filter: Filter };

/**
 * VectorStore keeps collections of vectors. What is handed to it has been checked: vectors have the collection's
 * dimensions, and none is all zeros where the distance is cosine. Methods that are given a name throw
 * `collection_not_found` when there is no such collection.
 */
export interface VectorStore {
  /** Throws `collection_exists`. */
  create(spec: CollectionSpec, signal: AbortSignal): Promise<void>;
  /** In the order of their names. */
  list(signal: AbortSignal): Promise<readonly CollectionInfo[]>;
  info(name: string, signal: AbortSignal): Promise<CollectionInfo>;
  /** All of the points or none; one whose id is there already is replaced. */
  upsert(name: string, points: readonly Point[], signal: AbortSignal): Promise<void>;
  /** The nearest first. */
  search(name: string, query: Query, signal: AbortSignal): Promise<readonly Hit[]>;
  /** Returns how many were there. */
  delete(name: string, selection: Selection, signal: AbortSignal): Promise<number>;
  close(): void;
}
