import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_FILE = 'audit.key';

/** HeadKey signs the heads of one log. */
export interface HeadKey {
  readonly privateKey: KeyObject;
  /** SPKI, PEM. */
  readonly publicKey: string;
}

/** loadHeadKey reads the log's own Ed25519 key and makes it at the first use, readable by its owner alone. */
export async function loadHeadKey(folder: string): Promise<HeadKey> {
  const path = join(folder, KEY_FILE);
  const privateKey = createPrivateKey((await readKey(path)) ?? (await makeKey(path)));
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  return { privateKey, publicKey: publicKey.toString() };
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function makeKey(path: string): Promise<string> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await using file = await open(`${path}.new`, 'w', 0o600);
  await file.writeFile(pem);
  await file.sync();
  await rename(`${path}.new`, path);
  return pem;
}
