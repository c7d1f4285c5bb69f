import fc from 'fast-check';
import { argumentsOf, definitionOf, isDestructive, offered, resultText } from './offered-tools.js';

it('each tool has a name of its own that the API takes', () => {
  const tool = fc.record({ name: fc.string({ maxLength: 90 }) });
  const servers = fc.array(
    fc.record({ server: fc.constantFrom('a', 'a.b', 'ä'), tools: fc.array(tool, { maxLength: 6 }) }),
  );
  fc.assert(
    fc.property(servers, (given) => {
      const names = offered(given).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    }),
  );
});

it('a tool is offered with its description and schema', () => {
  const inputSchema = { type: 'object', properties: { path: { type: 'string' } } };
  const [tool] = offered([
    { server: 'files', tools: [{ name: 'read', description: 'Reads a file', inputSchema }] },
  ]);
  expect(tool && definitionOf(tool)).toEqual({
    type: 'function',
    function: { name: 'files__read', description: 'Reads a file', parameters: inputSchema },
  });
});

it.each([
  [{ destructiveHint: true }, true],
  [{ destructiveHint: true, readOnlyHint: true }, false],
  [undefined, false],
])('a tool with the hints %j is destructive: %s', (annotations, is) => {
  const tool = { name: 'a', ...(annotations && { annotations }) };
  expect(isDestructive({ name: 'a', server: 's', tool })).toBe(is);
});

it.each([
  ['', {}],
  ['{"a":1}', { a: 1 }],
  ['{"a":', undefined],
  ['[1]', undefined],
])('the arguments %j are read as %j', (text, given) => {
  expect(argumentsOf({ id: '1', name: 'a', arguments: text })).toEqual(given);
});

it('a result is its text; what is none is named, and what is too long is cut and says so', () => {
  expect(resultText({ content: [{ type: 'text', text: 'one' }, { type: 'image' }] })).toBe(
    'one\n[image, not shown]',
  );
  expect(resultText({ structuredContent: { a: 1 } })).toBe('{"a":1}');
  expect(resultText({ content: [{ type: 'text', text: 'x'.repeat(70_000) }] })).toMatch(
    /\[cut: it was 70000 characters\]$/,
  );
});
