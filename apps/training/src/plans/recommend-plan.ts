import { clamped, modelFamily } from '../scores/index.js';
import { rounded } from '../statistics/index.js';
import type { PlanBasis, PlanFacts } from './plan-basis.js';
import { planAssumptions, planRationale, planWarnings } from './plan-remarks.js';
import {
  CONFIDENCE,
  DEFAULT_VRAM_GB,
  GOAL_WORDS,
  LEARNING_RATES,
  LOW_COVERAGE_PCT,
  MIN_STEPS,
  PROFILE_NAMES,
  PROFILES,
  RANKS,
  SIZES_BY_VRAM,
  STEPS_BY_IMAGES,
  THROUGHPUT,
  type GoalProfile,
  type ProfileName,
} from './plan-rules.js';
import type { PlannedRun, TrainingPlan } from './training-plan.js';

/** recommendPlan works out three plans by the rules, of which the balanced one is recommended. */
export function recommendPlan(facts: PlanFacts): TrainingPlan {
  const basis = basisOf(facts);
  const plan = (profile: ProfileName) => plannedRun(profile, basis);
  const recommended = plan('balanced');
  return {
    goal_profile: basis.goalProfile,
    is_flux_model: basis.isFlux,
    confidence: confidenceOf(facts),
    estimated_steps_per_minute: rounded(basis.stepsPerMinute, 2),
    recommended_plan: recommended,
    alternative_plans: PROFILE_NAMES.map(plan),
    assumptions: planAssumptions(basis),
    warnings: planWarnings(basis),
    rationale: planRationale(basis, recommended),
  };
}

export function goalProfile(goal: string | undefined): GoalProfile {
  const holds = (word: string) => new RegExp(`\\b${word}s?\\b`, 'i').test(goal ?? '');
  return GOAL_WORDS.find(([, words]) => words.some(holds))?.[0] ?? 'general';
}

function basisOf(facts: PlanFacts): PlanBasis {
  const isFlux = modelFamily(facts.model, undefined) === 'flux_flex';
  const vramGb = facts.vramGb ?? DEFAULT_VRAM_GB;
  const { resolution, batch_size } = sizeFor(isFlux, vramGb);
  const stepsPerMinute = throughput(isFlux, resolution, batch_size);
  const { budgetMinutes } = facts;
  return {
    facts,
    goalProfile: goalProfile(facts.goal),
    isFlux,
    images: facts.dataset?.total_images ?? 0,
    vramGb,
    stepsPerMinute,
    mostSteps:
      budgetMinutes === undefined
        ? undefined
        : Math.max(MIN_STEPS.clipped, Math.floor(budgetMinutes * stepsPerMinute)),
  };
}

function plannedRun(profile: ProfileName, basis: PlanBasis): PlannedRun {
  const { steps: share, learningRate } = PROFILES[profile];
  const rank = rankFor(basis.goalProfile, basis.images);
  const base = basis.images < LEARNING_RATES.fewImages ? LEARNING_RATES.few : LEARNING_RATES.other;
  const wanted = Math.max(MIN_STEPS.planned, Math.round(stepsFor(basis.images) * share));
  const steps = Math.min(wanted, basis.mostSteps ?? wanted);
  const { resolution, batch_size, low_vram } = sizeFor(basis.isFlux, basis.vramGb);
  return {
    profile,
    model_name: basis.facts.model ?? null,
    resolution,
    batch_size,
    learning_rate: rounded(base * learningRate, 8),
    steps,
    rank,
    alpha: rank,
    low_vram,
    estimated_minutes: rounded(steps / basis.stepsPerMinute, 2),
  };
}

function stepsFor(images: number): number {
  return STEPS_BY_IMAGES.find(({ below }) => images < below)?.steps ?? 0;
}

function rankFor(goal: GoalProfile, images: number): number {
  const rank = RANKS.byGoal[goal];
  return images < RANKS.halvedBelowImages ? Math.max(RANKS.min, Math.floor(rank / 2)) : rank;
}

function sizeFor(isFlux: boolean, vramGb: number) {
  const sizes = isFlux ? SIZES_BY_VRAM.flux : SIZES_BY_VRAM.other;
  return sizes.find(({ upToGb }) => vramGb <= upToGb) ?? sizes[0];
}

function throughput(isFlux: boolean, resolution: number, batchSize: number): number {
  const base = isFlux ? THROUGHPUT.flux : THROUGHPUT.other;
  return Math.max(THROUGHPUT.min, base * (THROUGHPUT.atPixels / resolution) ** 2 * batchSize);
}

function confidenceOf({ dataset, vramGb, model }: PlanFacts): number {
  const isKnown = dataset?.exists === true && dataset.total_images > 0;
  const sum =
    CONFIDENCE.base +
    (isKnown ? CONFIDENCE.datasetKnown : 0) +
    (vramGb === undefined ? 0 : CONFIDENCE.vramKnown) +
    (model === undefined ? 0 : CONFIDENCE.modelKnown) +
    (isKnown && dataset.caption_coverage_pct < LOW_COVERAGE_PCT ? CONFIDENCE.lowCoverage : 0);
  return rounded(clamped(sum, CONFIDENCE.min, CONFIDENCE.max), 2);
}
