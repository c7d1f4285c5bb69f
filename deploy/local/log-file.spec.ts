import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from './log-file.ts';

describe('a log file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sy-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('starts anew at its limit, keeps the one before, and splits no chunk', () => {
    const log = new LogFile(join(folder, 'deeper', 'app.log'), 10);
    for (const chunk of ['first\n', 'second\n', 'third\n']) log.write(Buffer.from(chunk));
    log.close();
    expect(readFileSync(log.path, 'utf8')).toBe('third\n');
    expect(readFileSync(`${log.path}.1`, 'utf8')).toBe('second\n');
  });

  it('goes on where an earlier run stopped, and counts what that wrote', () => {
    const path = join(folder, 'app.log');
    for (const chunk of ['12345678', '9', 'abcdef']) {
      const log = new LogFile(path, 10);
      log.write(Buffer.from(chunk));
      log.close();
    }
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('123456789');
    expect(readFileSync(path, 'utf8')).toBe('abcdef');
  });
});
