import { readFile } from 'node:fs/promises';
import { DomainError } from '@app/kernel';

/** TokenSource is where the token comes from: itself, a file that something else keeps fresh, or a login. */
export type TokenSource =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'approle';
      readonly mount: readonly string[];
      readonly roleId: string;
      readonly secretId: string | undefined;
      readonly secretIdFile: string | undefined;
    };

const MOST_BYTES = 8_192;

/** readSecretFile reads a token or a secret id without the line end behind it; `variable` names its file in errors. */
export async function readSecretFile(path: string, variable: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const message = `the file of ${variable} cannot be read (${cause.code ?? 'unknown'})`;
    throw new DomainError('vault_login_failed', message, { cause });
  });
  const secret = text.trim();
  // A header takes printable characters alone, and Node would show others in its error.
  if (secret.length <= MOST_BYTES && /^[\x21-\x7e]+$/.test(secret)) return secret;
  throw new DomainError('vault_login_failed', `the file of ${variable} holds no token or id`);
}
