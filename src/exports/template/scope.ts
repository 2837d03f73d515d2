import type { ContextValue, DocumentContext } from '../context.js';

/** Before a name: that of the case, also inside rows that have one of the same name (`{{ caso.gravedad }}`). */
export const CASE_PREFIX = 'caso';

/**
 * What a tag shows where it stands. `scopes` are the case and the rows around it, outermost first, `sections` the names of
 * the sections that opened them. A bare name is the innermost that has it; `lista.campo` is of the row of that list;
 * `^nombre` is true where there is nothing. A name is never an expression: only own properties are read.
 */
export function lookup(tag: string, scopes: readonly unknown[], sections: readonly string[]): ContextValue | undefined {
  const name = tag.trim();
  if (name.startsWith('^')) return isNothing(lookup(name.slice(1), scopes, sections));
  const [field = '', owner] = name.split('.').reverse();
  if (owner === undefined) return scopes.map((scope) => ownValue(scope, name)).findLast((value) => value !== undefined);
  if (owner === CASE_PREFIX) return ownValue(scopes[0], field);
  const section = sections.findLastIndex((each) => each.trim() === owner);
  return section < 0 ? undefined : ownValue(scopes[section + 1], field);
}

function ownValue(scope: unknown, name: string): ContextValue | undefined {
  if (scope === null || typeof scope !== 'object' || !Object.hasOwn(scope, name)) return undefined;
  return (scope as DocumentContext)[name];
}

function isNothing(value: ContextValue | undefined): boolean {
  return Array.isArray(value) ? value.length === 0 : !value;
}
