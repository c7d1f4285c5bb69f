import { imageReference, serviceName } from '@app/jobs';
import { isJsonObject } from '@app/kernel';
import {
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';

/** The most services that one pull or deployment may name. */
export const MOST_SERVICES = 32;

/** What the engine would refuse later: parts of a name that are empty, or begin or end with a sign. */
const MALFORMED_PART = /(^|\/)[^A-Za-z0-9]|[^A-Za-z0-9](\/|$)|\.\./;

/** ServiceImages checks a map from names of services to image references. */
@ValidatorConstraint({ name: 'serviceImages' })
export class ServiceImages implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return problemOf(value) === undefined;
  }

  defaultMessage(checked?: ValidationArguments): string {
    return problemOf(checked?.value) ?? '';
  }
}

/** Values are not repeated in the message: they may be anything. */
function problemOf(value: unknown): string | undefined {
  if (!isJsonObject(value)) return 'images must be an object: the name of a service, its image';
  const entries = Object.entries(value);
  if (entries.length < 1 || entries.length > MOST_SERVICES) {
    return `images must name 1 to ${MOST_SERVICES} services, got ${entries.length}`;
  }
  if (!entries.every(([name]) => serviceName.safeParse(name).success)) {
    return 'images has a key that is not the name of a service';
  }
  const [wrong] = entries.find(([, reference]) => !isReference(reference)) ?? [];
  return wrong === undefined ? undefined : `images.${wrong} must be an image reference without credentials`;
}

function isReference(value: unknown): boolean {
  return imageReference.safeParse(value).success && !MALFORMED_PART.test(String(value));
}
