import { composeProject, serviceEntry } from '../docker/compose-project.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { engineContract, type ContractSubject } from '../docker/engine-contract.ts';
import { BUSYBOX_IMAGE, startRealEngine, type RealEngine } from '../docker/real-engine.ts';

let engine: RealEngine;
let subject: ContractSubject;

const SERVICES = [
  serviceEntry('web', BUSYBOX_IMAGE, 'true'),
  serviceEntry('talker', BUSYBOX_IMAGE, "echo first; sleep 0.05; echo 'zwölf €'; echo oops >&2"),
].join('');

beforeAll(async () => {
  engine = await startRealEngine();
  const project = await composeProject(engine, 'contract', SERVICES);
  await project.compose('up', '-d');
  const client = engineClientOf(localNode(engine.socket));
  subject = { client, project: 'contract', image: BUSYBOX_IMAGE };
}, 60_000);

afterAll(() => engine?.close(), 60_000);

describe('a real engine', () => {
  engineContract(() => subject);
});
