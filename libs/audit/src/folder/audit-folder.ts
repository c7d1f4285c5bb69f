import { readdir } from 'node:fs/promises';

/** The file that is being written. */
export const CURRENT_FILE = 'audit.log';
const ROTATED = /^audit\.log\.([1-9]\d{0,15})-([1-9]\d{0,15})$/;
const TORN = /^audit\.log\.torn-/;

/** RotatedFile is a whole file that is no longer written; its name says which events it holds. */
export interface RotatedFile {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

export function rotatedName(first: number, last: number): string {
  return `${CURRENT_FILE}.${first}-${last}`;
}

/** rotatedFiles lists the whole files of a folder, oldest event first. */
export async function rotatedFiles(folder: string): Promise<RotatedFile[]> {
  const found = (await readdir(folder)).map(rotatedFile).filter((file) => file !== undefined);
  return found.sort((a, b) => a.first - b.first || a.last - b.last);
}

/** tornPieces lists what was set aside after crashes: the unfinished ends of files. */
export async function tornPieces(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => TORN.test(name)).sort();
}

/** tornName is the name under which an unfinished end is kept; `time` in milliseconds since the Unix epoch. */
export function tornName(time: number): string {
  return `${CURRENT_FILE}.torn-${new Date(time).toISOString().replaceAll(':', '-')}`;
}

function rotatedFile(name: string): RotatedFile | undefined {
  const match = ROTATED.exec(name);
  return match === null ? undefined : { name, first: Number(match[1]), last: Number(match[2]) };
}
