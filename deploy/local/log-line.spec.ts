import { forTerminal } from './log-line.ts';

describe('a line of an app on the terminal', () => {
  it('is left to the log file below a warning', () => {
    expect(forTerminal('gateway', '{"level":"info","msg":"listening"}')).toBeUndefined();
  });

  it('is put in words from a warning on, with what it is about', () => {
    const line =
      '{"level":"warn","time":"2026-01-01T00:00:00.000Z","app":"gateway","upstream":"ollama","msg":"gone"}';
    expect(forTerminal('gateway', line)).toBe('gateway WARN: gone {"upstream":"ollama"}');
  });

  it.each(['OPENAI_COMPAT_PORT: got "x", wanted a whole number', '{ half a line'])(
    'is shown as it is: %s',
    (line) => {
      expect(forTerminal('gateway', line)).toBe(`gateway: ${line}`);
    },
  );
});
