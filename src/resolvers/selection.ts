import type { GraphQLResolveInfo } from 'graphql';
import { type FieldsByTypeName, parseResolveInfo, type ResolveTree } from 'graphql-parse-resolve-info';
import { createParameterDecorator, type ResolverData } from 'type-graphql';
import type { Selection, View } from '../entities/selection.js';
import type { RequestContext } from '../use-cases/use-case.js';
import { plannedIn } from './planned.js';

/** The fields that the client asked for, as a view. With a path, those below it (`edges.node` of a connection). */
export function Wanted(...paths: string[]) {
  return createParameterDecorator(({ info }: ResolverData<RequestContext>): View => {
    const known = plannedIn(info);
    if (known) return known.view;
    const whole = selectionOf(info);
    return { selection: paths.length === 0 ? whole : paths.map((path) => below(whole, path)).reduce(together) };
  });
}

/** True when the client asked for any of these fields of the answer. */
export function Asked(...fields: string[]) {
  return createParameterDecorator(({ info }: ResolverData<RequestContext>) => {
    const known = plannedIn(info);
    if (known) return fields.some((field) => known.asked.has(field));
    const selection = selectionOf(info);
    return fields.some((field) => field in selection);
  });
}

/** What a resolver was asked for: aliases, fragments, `@include` and `@skip` resolved, same names merged. */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  const tree = parseResolveInfo(info) as ResolveTree | null | undefined;
  return tree ? merged(tree.fieldsByTypeName) : {};
}

function merged(byType: FieldsByTypeName): Selection {
  const selection: Selection = {};
  for (const field of Object.values(byType).flatMap((fields) => Object.values(fields))) {
    const leaf = Object.keys(field.fieldsByTypeName).length === 0;
    const known = (selection[field.name] ?? {}) as Selection;
    selection[field.name] = leaf ? true : together(known, merged(field.fieldsByTypeName));
  }
  return selection;
}

/** What either selection wants, at every depth. */
function together(one: Selection, other: Selection): Selection {
  const both = { ...one };
  for (const [name, wanted] of Object.entries(other)) {
    const known = both[name];
    both[name] = typeof known === 'object' && typeof wanted === 'object' ? together(known, wanted) : wanted;
  }
  return both;
}

function below(selection: Selection, path: string): Selection {
  let found: Selection = selection;
  for (const name of path.split('.')) found = (found[name] ?? {}) as Selection;
  return found;
}
