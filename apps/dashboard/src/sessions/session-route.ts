import 'reflect-metadata';

const SCRIPTS = Symbol('scripts too');
const UNNOTICED = Symbol('does not keep the session alive');

/** ScriptsToo lets callers with the dashboard's own token or password in, beside sessions. */
export function ScriptsToo(): ClassDecorator {
  return (target) => Reflect.defineMetadata(SCRIPTS, true, target);
}

/** Unnoticed is a route that a page calls by itself: it keeps no session alive. */
export function Unnoticed(): MethodDecorator {
  return (_target, _key, descriptor) => Reflect.defineMetadata(UNNOTICED, true, descriptor.value as object);
}

export function servesScripts(controller: object): boolean {
  return Reflect.getOwnMetadata(SCRIPTS, controller) === true;
}

export function isUnnoticed(handler: object): boolean {
  return Reflect.getOwnMetadata(UNNOTICED, handler) === true;
}
