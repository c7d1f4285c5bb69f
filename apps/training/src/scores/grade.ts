import type { Evaluation } from '../contract/index.js';

const GRADES = [
  { grade: 'A', atLeast: 90 },
  { grade: 'B', atLeast: 80 },
  { grade: 'C', atLeast: 70 },
  { grade: 'D', atLeast: 60 },
] as const;

export function gradeOf(score: number): Evaluation['grade'] {
  return GRADES.find(({ atLeast }) => score >= atLeast)?.grade ?? 'F';
}
