import { showAuditHead } from './audit-head.ts';
import { carryOut, makePlan } from './change.ts';
import { changeOf, CHANGES } from './changes.ts';
import { decide, listDecisions } from './decisions.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { followJob } from './job-follower.ts';
import { untilTold } from './leaving.ts';
import { listJobs, listServices } from './listings.ts';
import { showLogs } from './logs.ts';
import { pathOf, type OpsApi } from './ops-api.ts';
import type { Options } from './options.ts';
import type { Screen } from './screen.ts';
import { wanted } from './wanted.ts';

export type Command = (api: OpsApi, options: Options, screen: Screen) => Promise<ExitCode>;

const plan: Command = async (api, options, screen) => {
  await makePlan(api, changeOf(wanted('ACTION', options.action), options), screen);
  return EXIT.ok;
};

const change =
  (action: string): Command =>
  async (api, options, screen) => {
    const code = await carryOut(api, changeOf(action, options), screen, options.yes);
    if (options.auditHead) await showAuditHead(api, screen);
    return code;
  };

const services: Command = async (api, options, screen) =>
  (await listServices(api, options, screen)) ? EXIT.ok : EXIT.failed;

const jobs: Command = async (api, options, screen) => {
  await listJobs(api, options, screen);
  return EXIT.ok;
};

const follow: Command = (api, options, screen) => {
  const job = wanted('JOB', options.job);
  return untilTold((left) => followJob(api, job, screen, left));
};

const cancel: Command = async (api, options, screen) => {
  const path = pathOf(['jobs', wanted('JOB', options.job), 'cancel']);
  const { ok, was } = await api.ask({ method: 'POST', path, body: {} });
  screen.line(ok === true ? `Cancelled; it was ${String(was)}.` : `Not cancelled: it was ${String(was)}.`);
  return ok === true ? EXIT.ok : EXIT.failed;
};

const decisions: Command = async (api, _options, screen) => {
  await listDecisions(api, screen);
  return EXIT.ok;
};

const logs: Command = async (api, options, screen) => {
  await showLogs(api, options, screen);
  return EXIT.ok;
};

/** COMMANDS by name, as on the command line; make puts `ops-` before it. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['services', services],
  ['jobs', jobs],
  ['follow', follow],
  ['cancel', cancel],
  ['decisions', decisions],
  ['decide', decide],
  ['logs', logs],
  ['plan', plan],
  ...CHANGES.map((action): [string, Command] => [action, change(action)]),
]);
