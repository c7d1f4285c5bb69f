import { numberOf, type ConfigFields } from '../config-fields.js';
import type { FindingList } from './finding-list.js';
import { LIMITS, type FindingCode } from './findings.js';

const TRAIN = 'config.process[0].train';
const NETWORK = 'config.process[0].network';
const RESOLUTION_FIELD = 'config.process[0].datasets[0].resolution';

export function checkNumbers(fields: ConfigFields, isFlux: boolean, found: FindingList): void {
  checkBatchSize(fields, found);
  checkSteps(fields, found);
  checkLearningRate(fields, found);
  checkRank(fields, found);
  checkResolution(fields, isFlux, found);
}

/** What stands in a config for a resolution or several of them. */
export function resolutionsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function checkBatchSize({ train }: ConfigFields, found: FindingList): void {
  const given = train['batch_size'];
  const field = `${TRAIN}.batch_size`;
  const size = required(given, isCount, ['MISSING_BATCH_SIZE', 'INVALID_BATCH_SIZE'], field, found);
  if (size !== undefined && size > LIMITS.batchSize.max) found.add('BATCH_SIZE_HIGH', field, given);
}

function checkSteps({ train }: ConfigFields, found: FindingList): void {
  const given = train['steps'];
  const field = `${TRAIN}.steps`;
  const steps = required(given, isCount, ['MISSING_STEPS', 'INVALID_STEPS'], field, found);
  if (steps === undefined) return;
  if (steps < LIMITS.steps.min) found.add('STEPS_LOW', field, given);
  if (steps > LIMITS.steps.max) found.add('STEPS_HIGH', field, given);
}

function checkLearningRate({ train }: ConfigFields, found: FindingList): void {
  const given = train['lr'];
  const field = `${TRAIN}.lr`;
  const rate = required(given, isPositive, ['MISSING_LEARNING_RATE', 'INVALID_LEARNING_RATE'], field, found);
  if (rate === undefined) return;
  const { min, max, high } = LIMITS.learningRate;
  if (rate < min || rate > max) found.add('LEARNING_RATE_OUT_OF_RANGE', field, given);
  else if (rate > high) found.add('LEARNING_RATE_HIGH', field, given);
}

function checkRank({ network }: ConfigFields, found: FindingList): void {
  const field = `${NETWORK}.linear`;
  const rank = required(network['linear'], isCount, ['MISSING_RANK', 'INVALID_RANK'], field, found);
  if (rank !== undefined && rank > LIMITS.rank.max) found.add('RANK_HIGH', field, network['linear']);
  checkAlpha(network['linear_alpha'], rank, found);
}

function checkAlpha(given: unknown, rank: number | undefined, found: FindingList): void {
  if (isAbsent(given)) return;
  const field = `${NETWORK}.linear_alpha`;
  const alpha = numberOf(given);
  if (alpha === undefined || !isPositive(alpha)) return found.add('INVALID_ALPHA', field, given);
  if (rank !== undefined && alpha > LIMITS.rank.mostAlphaPerRank * rank)
    found.add('ALPHA_HIGH_VS_RANK', field, given);
}

function checkResolution({ resolution }: ConfigFields, isFlux: boolean, found: FindingList): void {
  if (isAbsent(resolution)) return;
  const given = resolutionsOf(resolution);
  const numbers = given.map(numberOf).filter((number) => number !== undefined && isCount(number)) as number[];
  if (given.length === 0 || numbers.length < given.length)
    return found.add('INVALID_RESOLUTION', RESOLUTION_FIELD, resolution);
  const [lowest, highest] = [Math.min(...numbers), Math.max(...numbers)];
  const { min, max, fluxMin } = LIMITS.resolution;
  if (lowest < min) found.add('RESOLUTION_LOW', RESOLUTION_FIELD, lowest);
  if (highest > max) found.add('RESOLUTION_HIGH', RESOLUTION_FIELD, highest);
  if (isFlux && highest < fluxMin) found.add('FLUX_RESOLUTION_LOW', RESOLUTION_FIELD, highest);
}

/** The number, when there is one that will do; else says so. */
function required(
  given: unknown,
  willDo: (number: number) => boolean,
  [missing, invalid]: readonly [FindingCode, FindingCode],
  field: string,
  found: FindingList,
): number | undefined {
  const number = numberOf(given);
  if (number !== undefined && willDo(number)) return number;
  if (isAbsent(given)) found.add(missing, field);
  else found.add(invalid, field, given);
  return undefined;
}

function isAbsent(given: unknown): boolean {
  return given === undefined || given === null;
}

function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 1;
}

function isPositive(number: number): boolean {
  return number > 0;
}
