import { isJsonObject } from '@app/kernel';
import { ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';

const MOST = 64;
const LONGEST = 4_096;

/** ImportAnswers checks answers to what a document of the catalogue asks for: a text each, or a list of texts. */
@ValidatorConstraint({ name: 'importAnswers' })
export class ImportAnswers implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (!isJsonObject(value)) return false;
    const answers = Object.values(value);
    return answers.length <= MOST && answers.every((answer) => isAnswer(answer));
  }

  /** Answers are not repeated: they may be anything. */
  defaultMessage(): string {
    return `values must be an object of at most ${MOST} answers, each a text or a list of texts`;
  }
}

function isAnswer(answer: unknown): boolean {
  const texts = Array.isArray(answer) ? answer : [answer];
  return texts.length <= MOST && texts.every((text) => typeof text === 'string' && text.length <= LONGEST);
}
