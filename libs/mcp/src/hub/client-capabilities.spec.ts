import { canBeAsked, missingCapability } from './client-capabilities.js';

const elicitation = (mode?: string) => ({
  method: 'elicitation/create',
  params: mode === undefined ? {} : { mode },
});

describe('what a client can be asked', () => {
  it.each([
    [{ elicitation: {} }, elicitation(), undefined],
    [{ elicitation: {} }, elicitation('url'), { elicitation: { url: {} } }],
    [{ elicitation: { url: {} } }, elicitation('url'), undefined],
    [{ elicitation: { url: {} } }, elicitation('form'), { elicitation: { form: {} } }],
    [{ elicitation: { form: {}, url: {} } }, elicitation(), undefined],
    [{ sampling: {} }, { method: 'sampling/createMessage', params: {} }, undefined],
    [
      { sampling: {} },
      { method: 'sampling/createMessage', params: { tools: [] } },
      { sampling: { tools: {} } },
    ],
    [{}, { method: 'roots/list' }, { roots: {} }],
    [{ roots: {} }, { method: 'roots/list' }, undefined],
    [{ roots: {} }, { method: 'secrets/list' }, { 'secrets/list': {} }],
  ])('%j is asked %j: lacks %j', (capabilities, request, missing) => {
    expect(missingCapability(capabilities, request)).toEqual(missing);
  });

  it('is nothing for a client that declared nothing', () => {
    expect(canBeAsked({ experimental: {}, tools: {} })).toBe(false);
    expect(canBeAsked({ roots: {} })).toBe(true);
  });
});
