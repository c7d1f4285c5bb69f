import { serverEntry, type ImageEntry } from '@app/mcp';
import { createArguments, type ContainerPlan } from './container-arguments.js';

const ID = `sha256:${'a'.repeat(64)}`;

function argumentsOf(entry: object, more: Partial<ContainerPlan> = {}): string[] {
  return createArguments({
    name: 'sy-mcp-files-1',
    owner: 'stack',
    server: 'files',
    entry: serverEntry.parse({ image: 'mcp/files:1', ...entry }) as ImageEntry,
    facts: { id: ID, user: '65534:65534', volumes: [] },
    network: 'none',
    variables: [],
    ...more,
  });
}

describe('createArguments', () => {
  it("has the server's own arguments behind the image, where none of them is for docker", () => {
    const line = argumentsOf({ args: ['--privileged', '--network', 'host'] });
    expect(line.slice(line.indexOf(ID))).toEqual([ID, '--privileged', '--network', 'host']);
  });

  it('names variables, never their values', () => {
    const line = argumentsOf({}, { variables: ['TOKEN'] });
    expect(line.slice(line.indexOf('--env'), line.indexOf(ID))).toEqual(['--env', 'TOKEN']);
  });

  it('gives what the image calls a volume a bounded place in memory', () => {
    const line = argumentsOf({}, { facts: { id: ID, user: '1000', volumes: ['/data'] } });
    expect(line).toContain('/data:rw,nosuid,nodev,size=64m,mode=1777,uid=1000');
  });

  it('allows no swap beside the memory of the entry', () => {
    const line = argumentsOf({ memory_mib: 64, cpus: 0.5 }).join(' ');
    expect(line).toContain('--memory 64m --memory-swap 64m --cpus 0.5');
  });
});
