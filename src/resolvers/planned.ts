import type { GraphQLResolveInfo } from 'graphql';
import type { View } from '../entities/selection.js';

/** What a root field is asked for, worked out once for a document and not again for each request (see `server/direct.ts`). */
export interface Planned {
  view: View;
  /** The fields asked of its answer. */
  asked: ReadonlySet<string>;
}

const planned = new WeakMap<object, Planned>();

/** Something to call a resolver with in place of GraphQL's own information. */
export function infoFor(plan: Planned): GraphQLResolveInfo {
  const info = Object.freeze({});
  planned.set(info, plan);
  return info as GraphQLResolveInfo;
}

/** The plan that a resolver was called with; none when GraphQL itself calls it. */
export function plannedIn(info: GraphQLResolveInfo): Planned | undefined {
  return planned.get(info);
}
