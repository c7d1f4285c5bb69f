import { isUtf8 } from 'node:buffer';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { secretText } from './arguments.js';
import type { Transit } from '../vault/transit.js';

const MOST = 1024 * 1024;
const ciphertext = z.string().regex(/^vault:v\d{1,9}:[A-Za-z0-9+/=]+$/, 'must be vault:v<number>:<base64>');
const encoding = z.enum(['utf8', 'base64']);
const annotations = { readOnlyHint: true, openWorldHint: false };

/** encryptDataTool encrypts with the key that the server was set up with. */
export function encryptDataTool(transit: Transit): Tool {
  return tool({
    name: 'encrypt_data',
    title: 'Encrypt',
    description:
      'Encrypts with a key that never leaves Vault. The same data gives another ciphertext each time.',
    input: z.strictObject({ plaintext: secretText.max(MOST), encoding: encoding.default('utf8') }),
    output: z.object({ ciphertext: z.string() }),
    annotations,
    run: async ({ plaintext, encoding }, signal) => ({
      ciphertext: await transit.encrypt(Buffer.from(plaintext, encoding), signal),
    }),
  });
}

/** decryptDataTool shows what was encrypted, so that it is only for servers that may show values. */
export function decryptDataTool(transit: Transit): Tool {
  return tool({
    name: 'decrypt_data',
    title: 'Decrypt',
    description: 'Decrypts what encrypt_data made. Data that is no text comes back as base64.',
    input: z.strictObject({ ciphertext: ciphertext.max(2 * MOST) }),
    output: z.object({ plaintext: z.string(), encoding }),
    annotations,
    run: async ({ ciphertext }, signal) => {
      const bytes = await transit.decrypt(ciphertext, signal);
      const as = isUtf8(bytes) ? ('utf8' as const) : ('base64' as const);
      return { plaintext: bytes.toString(as), encoding: as };
    },
  });
}
