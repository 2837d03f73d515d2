import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { createParameterDecorator, type ResolverData } from 'type-graphql';
import { type Selection, together, type View } from '../entities/selection.js';
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

/** True when the object is one of a list. */
export function InList() {
  return createParameterDecorator(({ info }: ResolverData<RequestContext>) => {
    for (let place: typeof info.path | undefined = info.path; place; place = place.prev)
      if (typeof place.key === 'number') return true;
    return false;
  });
}

/** What a resolver was asked for: aliases, fragments, `@include` and `@skip` resolved, same names merged. */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  return info.fieldNodes.map(({ selectionSet }) => selectedIn(selectionSet, info)).reduce(together);
}

function selectedIn(selections: SelectionSetNode | undefined, info: GraphQLResolveInfo): Selection {
  const parts = (selections?.selections ?? [])
    .filter((node) => isIncluded(node, info))
    .map((node): Selection => {
      if (node.kind === Kind.INLINE_FRAGMENT) return selectedIn(node.selectionSet, info);
      if (node.kind === Kind.FRAGMENT_SPREAD) return selectedIn(info.fragments[node.name.value]?.selectionSet, info);
      const name = node.name.value;
      if (name.startsWith('__')) return {};
      return { [name]: node.selectionSet ? selectedIn(node.selectionSet, info) : true };
    });
  return parts.reduce(together, {});
}

function isIncluded(node: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, variableValues);
  return skip?.if !== true && include?.if !== false;
}

function below(selection: Selection, path: string): Selection {
  let found: Selection = selection;
  for (const name of path.split('.')) found = (found[name] ?? {}) as Selection;
  return found;
}
