import { DomainError } from '@app/kernel';

export function collectionNotFound(name: string): DomainError {
  const message = `there is no collection "${name}"`;
  return new DomainError('collection_not_found', message, { param: 'collection' });
}

export function collectionExists(name: string): DomainError {
  return new DomainError('collection_exists', `there is a collection "${name}" already`, {
    param: 'collection',
  });
}
