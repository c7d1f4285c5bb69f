import { splitBytes } from '../../../../test/fakes/split-bytes.js';
import { StderrTail } from './stderr-tail.js';

describe('what a server says to its operators', () => {
  it('is whole lines without colours, wherever the bytes are cut', () => {
    const bytes = Buffer.from('\u001b[31mföö 😀\u001b[0m\r\n\nbar\u0007\nlast');
    const heard: string[] = [];
    const tail = new StderrTail((line) => heard.push(line));
    for (const piece of splitBytes(bytes, 'every byte')) tail.push(piece);
    expect(heard).toEqual(['föö 😀', 'bar']);
    tail.end();
    expect(tail.lines).toEqual(['föö 😀', 'bar', 'last']);
  });

  it('is kept only in its last forty lines, each of at most a thousand characters', () => {
    const tail = new StderrTail();
    for (let line = 0; line < 100; line++) tail.push(Buffer.from(`${line}\n`));
    for (let part = 0; part < 100; part++) tail.push(Buffer.alloc(5_000, 'x'));
    tail.end();
    expect(tail.lines).toHaveLength(40);
    expect(tail.lines.at(-2)).toBe('99');
    expect(tail.lines.at(-1)).toHaveLength(1_000);
  });
});
