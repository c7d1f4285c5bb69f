import type { AdditionDraft, AdditionProblems } from './addition.js';

/** What each part of the form has: the draft, what is wrong with it by field, and how to change it. */
export interface AdditionPart {
  readonly draft: AdditionDraft;
  readonly problems: AdditionProblems;
  readonly set: (change: Partial<AdditionDraft>) => void;
}
