import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LogFixture } from '../fixtures/log-fixture.js';

const fixture = new LogFixture();

beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

/** Runs the command behind `npm run audit:verify`. */
function command(...options: string[]): Promise<{ code: number; output: string }> {
  return given('', ...options);
}

/** The same with a text on standard input. */
function given(text: string, ...options: string[]): Promise<{ code: number; output: string }> {
  const argv = [resolve('deploy/ops/audit-verify.ts'), '--folder', fixture.folder, ...options];
  return new Promise((done) => {
    const child = execFile(process.execPath, argv, (_error, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
    child.stdin?.end(text);
  });
}

async function headFiles(): Promise<string[]> {
  const log = await fixture.open();
  await writeFile(fixture.path('head.json'), JSON.stringify(log.head()));
  await writeFile(fixture.path('key.pem'), log.publicKey);
  await log.close();
  return ['--head', fixture.path('head.json'), '--public-key', fixture.path('key.pem')];
}

describe('npm run audit:verify', () => {
  it('exits 0 on a whole log and says what proves it', async () => {
    await fixture.write(5);
    expect(await command()).toMatchObject({ code: 0, output: expect.stringContaining('no head') as string });
    const { code, output } = await command(...(await headFiles()));
    expect(code).toBe(0);
    expect(output).toContain('The audit log is whole.');
    expect(output).toContain('the head proves events up to 5');
  });

  it('exits 1 on an edited log and names file, line and kind', async () => {
    await fixture.write(5);
    const text = await readFile(fixture.path(), 'utf8');
    await writeFile(fixture.path(), text.replace('service/s3', 'service/s4'));
    const { code, output } = await command();
    expect(code).toBe(1);
    expect(output).toContain('NOT whole');
    expect(output).toContain('audit.log, line 4: edited');
  });

  it('exits 1 on a log that was cut since the head', async () => {
    await fixture.write(5);
    const head = await headFiles();
    await writeFile(fixture.path(), `${(await fixture.lines()).slice(0, 3).join('\n')}\n`);
    expect(await command()).toMatchObject({ code: 0 });
    expect(await command(...head)).toMatchObject({
      code: 1,
      output: expect.stringContaining('truncated') as string,
    });
  });

  it('takes what ops answers about the head, also from standard input', async () => {
    await fixture.write(5);
    const log = await fixture.open();
    const answer = JSON.stringify({ head: log.head(), public_key: log.publicKey });
    await log.close();
    await writeFile(fixture.path('answer.json'), answer);
    const proved = { code: 0, output: expect.stringContaining('proves events up to 5') as string };
    expect(await command('--head', fixture.path('answer.json'))).toMatchObject(proved);
    expect(await given(answer, '--head', '-')).toMatchObject(proved);
    const forged = answer.replace('"seq":5', '"seq":4');
    expect((await given(forged, '--head', '-')).output).toContain('bad_signature');
  });

  it('exits 1 where there is no log, and with a head that no key proves', async () => {
    expect(await command()).toMatchObject({ code: 1 });
    await fixture.write(1);
    const [, head = ''] = await headFiles();
    expect(await command('--head', head)).toMatchObject({ code: 1 });
    expect((await command('--head', head)).output).toContain('without its key');
    expect((await command('--head', fixture.path())).output).toContain('neither a head nor');
    expect((await command('--public-key', head)).output).toContain('needs --head');
  });
});
