import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DomainError } from '@app/kernel';
import { getLoadablePath } from 'sqlite-vec';

const FILE = 'vectors.db';
const VERSION = 1;
const LOCK_WAIT_MS = 5_000;
const TABLES = `
  CREATE TABLE IF NOT EXISTS collections (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    dimensions INTEGER NOT NULL,
    distance TEXT NOT NULL,
    model TEXT
  ) STRICT`;

/**
 * openDatabase opens the file below the folder, which is made, for its owner alone, when it is not there. Whoever wants to
 * write waits so long for another process that does.
 */
export function openDatabase(folder: string, lockWaitMs = LOCK_WAIT_MS): DatabaseSync {
  const database = openFile(folder);
  try {
    return prepared(database, lockWaitMs);
  } catch (error) {
    database.close();
    throw error;
  }
}

function openFile(folder: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(folder, FILE), { allowExtension: true });
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    const message = `DATA_DIR: ${FILE} cannot be opened in mcp/vector there (${code})`;
    throw new DomainError('invalid_configuration', message, { cause });
  }
}

function prepared(database: DatabaseSync, lockWaitMs: number): DatabaseSync {
  loadVectors(database);
  database.enableLoadExtension(false);
  database.exec(`PRAGMA busy_timeout = ${lockWaitMs}`);
  // An answered upsert is on the disk, and readers do not wait for the writer.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  if (version !== 0 && version !== VERSION) {
    const message = `${FILE} is of version ${String(version)}, wanted ${VERSION}: a newer program has written it`;
    throw new DomainError('invalid_configuration', message);
  }
  database.exec(`BEGIN IMMEDIATE; ${TABLES}; PRAGMA user_version = ${VERSION}; COMMIT`);
  return database;
}

/** There is a binary for each platform, as a package that npm may leave out. */
function loadVectors(database: DatabaseSync): void {
  try {
    database.loadExtension(getLoadablePath());
  } catch (cause) {
    const platform = `${process.platform}-${process.arch}`;
    const message = `sqlite-vec has no binary for ${platform} here: install with optional packages, or set QDRANT_URL`;
    throw new DomainError('invalid_configuration', message, { cause });
  }
}

/** tableOf names the table of a collection's points. */
export function tableOf(number: number): string {
  return `points_${number}`;
}

/** pointsTable makes the table of a collection's points. */
export function pointsTable(number: number): string {
  return `CREATE TABLE ${tableOf(number)} (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    length REAL NOT NULL,
    text TEXT,
    metadata TEXT NOT NULL,
    vector BLOB NOT NULL
  ) STRICT`;
}
