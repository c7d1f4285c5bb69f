import { ownProgram } from '../registry/catalog/own-program.js';
import { ownVariables } from './own-variables.js';

describe('where the data are', () => {
  it('is told to a server of this repository', () => {
    const args = [ownProgram('mcp-vector') ?? '', '--more'];
    expect(ownVariables({ args }, '/data')).toEqual({ DATA_DIR: '/data' });
  });

  it.each([
    [[]],
    [['/elsewhere/apps/mcp-vector/src/main.js']],
    [['server.mjs', ownProgram('mcp-vector') ?? '']],
  ])('is told to no other: %j', (args) => {
    expect(ownVariables({ args }, '/data')).toEqual({});
  });
});
