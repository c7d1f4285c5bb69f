import { setImmediate } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { DomainError } from '@app/kernel';
import { collectionExists, collectionNotFound } from '../store-errors.js';
import type {
  CollectionInfo,
  CollectionSpec,
  Distance,
  Hit,
  Point,
  Query,
  Selection,
  VectorStore,
} from '../vector-store.js';
import { NearestHits } from './nearest-hits.js';
import { pointsTable, tableOf } from './open-database.js';
import { sqliteFilter, type Condition } from './sqlite-filter.js';

interface Collection extends CollectionSpec {
  readonly number: number;
}

interface HitRow {
  readonly id: string;
  readonly score: number;
  readonly text: string | null;
  readonly metadata: string;
}

/** sqlite-vec knows no dot product; it is the cosine times both lengths, and zero where a length is. */
const SCORES: Record<Distance, string> = {
  cosine: '1 - vec_distance_cosine(vector, $vector)',
  l2: 'vec_distance_L2(vector, $vector)',
  dot: 'coalesce((1 - vec_distance_cosine(vector, $vector)) * length * $length, 0)',
};
/** So many are looked at between two looks at whether anybody still wants to know. */
const ROWS_AT_A_TIME = 4_096;

/** SqliteStore keeps vectors in one file, and looks at all of them for each search. */
export class SqliteStore implements VectorStore {
  constructor(private readonly database: DatabaseSync) {}

  async create({ name, dimensions, distance, model }: CollectionSpec): Promise<void> {
    this.transaction(() => {
      if (this.row(name) !== undefined) throw collectionExists(name);
      const { lastInsertRowid } = this.database
        .prepare('INSERT INTO collections (name, dimensions, distance, model) VALUES (?, ?, ?, ?)')
        .run(name, dimensions, distance, model);
      this.database.exec(pointsTable(Number(lastInsertRowid)));
    });
  }

  async list(): Promise<readonly CollectionInfo[]> {
    const rows = this.database.prepare('SELECT * FROM collections ORDER BY name').all();
    return rows.map((row) => this.infoOf(row as object as Collection));
  }

  async info(name: string): Promise<CollectionInfo> {
    return this.infoOf(this.collection(name));
  }

  async upsert(name: string, points: readonly Point[]): Promise<void> {
    this.transaction(() => {
      const table = tableOf(this.collection(name).number);
      const insert = this.database.prepare(
        `INSERT INTO ${table} (id, length, text, metadata, vector) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET length = excluded.length, text = excluded.text,
           metadata = excluded.metadata, vector = excluded.vector`,
      );
      for (const { id, vector, text = null, metadata } of points) {
        insert.run(id, lengthOf(vector), text, JSON.stringify(metadata), blobOf(vector));
      }
    });
  }

  /** Rows that are written while it looks may or may not be found; each is whole. */
  async search(name: string, { vector, limit, filter }: Query, signal: AbortSignal): Promise<readonly Hit[]> {
    const { number, distance } = this.collection(name);
    const nearest = new NearestHits<HitRow>(limit, distance);
    const condition = sqliteFilter(filter);
    const last = this.lastNumber(number);
    for (let from = 0; from < last; from += ROWS_AT_A_TIME) {
      nearest.add(this.rows({ number, distance, condition, from, limit, vector }));
      await setImmediate();
      signal.throwIfAborted();
    }
    return nearest.hits.map(hitOf);
  }

  async delete(name: string, selection: Selection): Promise<number> {
    return this.transaction(() => {
      const table = tableOf(this.collection(name).number);
      if ('filter' in selection) {
        const { sql, values } = sqliteFilter(selection.filter);
        return Number(this.database.prepare(`DELETE FROM ${table} WHERE ${sql}`).run(...values).changes);
      }
      const remove = this.database.prepare(`DELETE FROM ${table} WHERE id = ?`);
      return selection.ids.reduce((count, id) => count + Number(remove.run(id).changes), 0);
    });
  }

  close(): void {
    this.database.close();
  }

  private rows(look: {
    readonly number: number;
    readonly distance: Distance;
    readonly condition: Condition;
    readonly from: number;
    readonly limit: number;
    readonly vector: readonly number[];
  }): readonly HitRow[] {
    const { number, distance, condition, from, limit, vector } = look;
    const named = {
      $vector: blobOf(vector),
      $from: from,
      $to: from + ROWS_AT_A_TIME,
      $limit: limit,
      ...(distance === 'dot' ? { $length: lengthOf(vector) } : {}),
    };
    const statement = this.database.prepare(
      `SELECT id, ${SCORES[distance]} AS score, text, metadata FROM ${tableOf(number)}
       WHERE number > $from AND number <= $to AND ${condition.sql}
       ORDER BY score ${distance === 'l2' ? 'ASC' : 'DESC'}, id LIMIT $limit`,
    );
    return statement.all(named, ...condition.values) as object[] as HitRow[];
  }

  private lastNumber(number: number): number {
    const row = this.database.prepare(`SELECT max(number) AS last FROM ${tableOf(number)}`).get();
    return Number(row?.['last'] ?? 0);
  }

  private infoOf({ number, name, dimensions, distance, model }: Collection): CollectionInfo {
    const row = this.database.prepare(`SELECT count(*) AS points FROM ${tableOf(number)}`).get();
    return { name, dimensions, distance, model, points: Number(row?.['points']) };
  }

  private collection(name: string): Collection {
    const row = this.row(name);
    if (row === undefined) throw collectionNotFound(name);
    return row;
  }

  private row(name: string): Collection | undefined {
    return this.database.prepare('SELECT * FROM collections WHERE name = ?').get(name) as object as
      | Collection
      | undefined;
  }

  /** Another process may write too, but not at the same time: whoever comes second waits, and then gives up. */
  private transaction<T>(work: () => T): T {
    this.begin();
    try {
      const result = work();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  private begin(): void {
    try {
      this.database.exec('BEGIN IMMEDIATE');
    } catch (cause) {
      const message = 'another process has been writing for too long; try again';
      throw new DomainError('store_busy', message, { cause });
    }
  }
}

function hitOf({ id, score, text, metadata }: HitRow): Hit {
  const found = { id, score, metadata: JSON.parse(metadata) as Hit['metadata'] };
  return text === null ? found : { ...found, text };
}

function blobOf(vector: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(vector).buffer);
}

function lengthOf(vector: readonly number[]): number {
  return Math.sqrt(Float32Array.from(vector).reduce((sum, value) => sum + value * value, 0));
}
