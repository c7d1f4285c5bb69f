import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { replaceFile } from '@app/config';
import type { Root } from '../../places/index.js';
import { watchRecord, type WatchRecord } from './watch-record.js';

/** WatchStore keeps the records of watches. */
export interface WatchStore {
  save(record: WatchRecord): Promise<void>;
  /** Undefined when there is none, or none that can be read. */
  load(id: string): Promise<WatchRecord | undefined>;
  ids(): Promise<readonly string[]>;
  forget(id: string): Promise<void>;
}

const FOLDER = 'watches';
const ENDING = '.json';
const RIGHTS = 0o600;
const FOLDER_RIGHTS = 0o700;
const ID = /^[0-9a-f-]{36}$/;

/** FileWatchStore keeps each record in a file of its own, which is replaced as a whole. */
export class FileWatchStore implements WatchStore {
  /** `report` hears of files that hold no record. */
  constructor(
    private readonly state: Root,
    private readonly report: (text: string) => void,
  ) {}

  async save(record: WatchRecord): Promise<void> {
    await replaceFile(await this.pathOf(record.id), JSON.stringify(record), RIGHTS);
  }

  async load(id: string): Promise<WatchRecord | undefined> {
    if (!ID.test(id)) return undefined;
    const text = await textOf(await this.pathOf(id));
    if (text === undefined) return undefined;
    const read = watchRecord.safeParse(jsonOf(text));
    if (!read.success) this.report(`the state of watch ${id} cannot be read and is left as it is`);
    return read.data;
  }

  async ids(): Promise<readonly string[]> {
    const names = await readdir(await this.folder());
    return names
      .filter((name) => name.endsWith(ENDING))
      .map((name) => basename(name, ENDING))
      .filter((id) => ID.test(id));
  }

  async forget(id: string): Promise<void> {
    await rm(await this.pathOf(id), { force: true });
  }

  private async pathOf(id: string): Promise<string> {
    await this.folder();
    return await this.state.writable(join(FOLDER, `${id}${ENDING}`), 'watch_id');
  }

  private async folder(): Promise<string> {
    const folder = join(this.state.folder, FOLDER);
    await mkdir(folder, { recursive: true, mode: FOLDER_RIGHTS });
    return folder;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
