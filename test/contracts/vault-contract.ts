import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { secretsTools } from '../../apps/mcp-secrets/src/secrets-tools.ts';
import { connectTools, type ToolClient } from '../mcp/tool-client.ts';

/** VaultBed is a Vault with KV version 2 at `secret`, a transit key `app`, and nothing below `contract/`. */
export interface VaultBed {
  readonly url: string;
  readonly token: string;
  /** A token that may do nothing. */
  readonly powerless: string;
  readonly role: { readonly id: string; readonly secret: string };
  seal(): Promise<void>;
  close(): Promise<void>;
}

/** vaultContract is what the secrets server and a Vault do together, whichever Vault it is. */
export function vaultContract(name: string, start: () => Promise<VaultBed>): void {
  describe(`the secrets server on ${name}`, () => {
    let bed: VaultBed;
    const open: ToolClient[] = [];
    const connect = async (more: Record<string, string> = {}, ...args: string[]) => {
      const env = { VAULT_ADDR: bed.url, VAULT_PATH_PREFIX: 'contract', VAULT_TRANSIT_KEY: 'app', ...more };
      const withToken = 'VAULT_ROLE_ID' in more ? env : { VAULT_TOKEN: bed.token, ...env };
      const client = await connectTools(await secretsTools(withToken, args, () => undefined));
      open.push(client);
      return client;
    };

    beforeAll(async () => {
      bed = await start();
    });
    afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));
    afterAll(() => bed.close());

    it('keeps a secret, and shows its keys but no value', async () => {
      const client = await connect();
      const set = await client.call('set_secret', { path: 'a/db', data: { user: 'ada', password: 'pw-1' } });
      expect(set.value).toMatchObject({ path: 'a/db', version: 1 });
      const got = await client.call('get_secret', { path: 'a/db' });
      expect(got.value).toMatchObject({
        version: 1,
        references: { user: 'vault:a/db#user', password: 'vault:a/db#password' },
      });
      expect(set.text + got.text).not.toMatch(/pw-1|ada/);
    });

    it('shows values when it is started to', async () => {
      const client = await connect({}, '--reveal');
      await client.call('set_secret', { path: 'b', data: { user: 'ada' } });
      expect((await client.call('get_secret', { path: 'b' })).value).toMatchObject({
        values: { user: 'ada' },
      });
    });

    it('writes only over the version that the caller knows', async () => {
      const client = await connect({}, '--reveal');
      const set = (value: string, cas: number) =>
        client.call('set_secret', { path: 'c', data: { value }, cas });
      expect((await set('first', 0)).value).toMatchObject({ version: 1 });
      const late = await set('of-the-late', 0);
      expect(late).toMatchObject({ isError: true, text: expect.stringMatching(/^cas_mismatch: cas: /) });
      expect(late.text).not.toContain('of-the-late');
      expect((await set('second', 1)).value).toMatchObject({ version: 2 });
      const first = await client.call('get_secret', { path: 'c', version: 1 });
      expect(first.value).toMatchObject({ version: 1, values: { value: 'first' } });
    });

    it('merges when it is asked to, and needs something to merge with', async () => {
      const client = await connect({}, '--reveal');
      await client.call('set_secret', { path: 'd', data: { one: '1', two: '2' } });
      await client.call('set_secret', { path: 'd', data: { two: '3' }, merge: true, cas: 1 });
      const got = await client.call('get_secret', { path: 'd' });
      expect(got.value).toMatchObject({ values: { one: '1', two: '3' } });
      const none = await client.call('set_secret', { path: 'no-such', data: { a: 'b' }, merge: true });
      expect(none).toMatchObject({ isError: true, text: expect.stringMatching(/^secret_not_found: path: /) });
    });

    it('lists names, a folder at a time', async () => {
      const client = await connect();
      for (const path of ['list/a', 'list/b/c', 'list/ä b'])
        await client.call('set_secret', { path, data: { k: 'v' } });
      const { value } = await client.call('list_secrets', { path: 'list' });
      expect(value).toEqual({ path: 'list', secrets: ['a', 'ä b'], folders: ['b'], more: 0 });
      expect((await client.call('list_secrets')).value).toMatchObject({
        folders: expect.arrayContaining(['list']),
      });
      expect((await client.call('list_secrets', { path: 'nothing' })).value).toMatchObject({ secrets: [] });
    });

    it('deletes softly: the newest version, or the ones that are named', async () => {
      const client = await connect();
      for (const value of ['1', '2']) await client.call('set_secret', { path: 'e', data: { value } });
      await client.call('delete_secret', { path: 'e' });
      const gone = await client.call('get_secret', { path: 'e' });
      expect(gone).toMatchObject({
        isError: true,
        text: expect.stringMatching(/^secret_deleted: .*version 2/),
      });
      expect((await client.call('get_secret', { path: 'e', version: 1 })).isError).toBe(false);
      await client.call('delete_secret', { path: 'e', versions: [1] });
      expect((await client.call('get_secret', { path: 'e', version: 1 })).text).toMatch(/^secret_deleted/);
      const none = await client.call('get_secret', { path: 'never/there' });
      expect(none).toMatchObject({ isError: true, text: expect.stringMatching(/^secret_not_found/) });
    });

    it('encrypts, and decrypts only when it may show values', async () => {
      const hidden = await connect();
      const { value } = await hidden.call('encrypt_data', { plaintext: 'grüße, and more' });
      expect(value['ciphertext']).toMatch(/^vault:v1:/);
      expect((await hidden.tools()).map(({ name }) => name)).not.toContain('decrypt_data');
      const shown = await connect({}, '--reveal');
      expect((await shown.call('decrypt_data', value)).value).toEqual({
        plaintext: 'grüße, and more',
        encoding: 'utf8',
      });
      const bytes = await shown.call('encrypt_data', { plaintext: '/////////w==', encoding: 'base64' });
      const back = await shown.call('decrypt_data', bytes.value);
      expect(back.value).toEqual({ plaintext: '/////////w==', encoding: 'base64' });
      const bad = await shown.call('decrypt_data', { ciphertext: 'vault:v1:AAAA' });
      expect(bad).toMatchObject({ isError: true, text: expect.stringMatching(/^vault_refused: /) });
    });

    it('logs in by AppRole, and says so when it may not', async () => {
      const { id: VAULT_ROLE_ID, secret: VAULT_SECRET_ID } = bed.role;
      const client = await connect({ VAULT_ROLE_ID, VAULT_SECRET_ID });
      expect((await client.call('set_secret', { path: 'f', data: { a: 'b' } })).isError).toBe(false);
      const wrong = await connect({ VAULT_ROLE_ID, VAULT_SECRET_ID: 'not-the-secret-id' });
      const refused = await wrong.call('list_secrets');
      expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/^vault_login_failed/) });
      expect(refused.text).not.toContain('not-the-secret-id');
    });

    it('tells of a token without the right, and of one that does not exist', async () => {
      for (const token of [bed.powerless, 'no-such-token']) {
        const client = await connect({ VAULT_TOKEN: token });
        const denied = await client.call('set_secret', { path: 'a/db', data: { pass: 'a-value' } });
        expect(denied).toMatchObject({ isError: true, text: expect.stringMatching(/^vault_denied/) });
        expect(denied.text).not.toMatch(new RegExp(`${token}|a-value`));
      }
    });

    it('tells of a sealed Vault', async () => {
      const client = await connect();
      await bed.seal();
      const sealed = await client.call('get_secret', { path: 'a/db' });
      expect(sealed).toMatchObject({ isError: true, text: expect.stringMatching(/^vault_sealed/) });
    });
  });
}
