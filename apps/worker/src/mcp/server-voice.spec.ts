import type { Logger } from '@app/http';
import { ServerVoice } from './server-voice.js';

interface Said {
  readonly level: string;
  readonly said?: string;
  readonly lines?: number;
}

function listening(...secrets: string[]) {
  const heard: Said[] = [];
  const note = (level: string) => (fields: object) => void heard.push({ level, ...fields });
  let now = 0;
  const clock = { now: () => now, monotonic: () => now };
  const logger = { info: note('info'), warn: note('warn') } as unknown as Logger;
  const voice = new ServerVoice(logger, secrets, clock);
  return {
    heard,
    voice,
    later: (ms: number) => (now += ms),
    say: (text: string) => voice.push(Buffer.from(text)),
  };
}

describe('ServerVoice', () => {
  it('masks the values of variables, each line of those with several', () => {
    const { heard, voice, say } = listening('token-12345', '-----KEY-----\nMIIBlines\n');
    say('using token-12345 twice: token-12345\nMIIBlines\n');
    voice.end();
    expect(heard.map(({ said }) => said)).toEqual(['using *** twice: ***', '***']);
    expect(voice.last).not.toContain('12345');
  });

  it('masks a value that holds another one as a whole', () => {
    const { heard, say } = listening('secret', 'secret-and-more');
    say('it is secret-and-more\n');
    expect(heard[0]?.said).toBe('it is ***');
  });

  it('tells how much it left out of a flood, and goes on afterwards', () => {
    const { heard, voice, say, later } = listening();
    say('x\n'.repeat(150));
    later(10_000);
    say('calm again\n');
    voice.end();
    const told = heard.filter(({ level }) => level === 'info');
    expect(told).toHaveLength(101);
    expect(told.at(-1)?.said).toBe('calm again');
    expect(heard.filter(({ level }) => level === 'warn')).toEqual([{ level: 'warn', lines: 50 }]);
  });
});
