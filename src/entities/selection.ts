/** Which fields of an object are wanted: `true` for a value, a selection for a list or a nested object. */
export interface Selection {
  [name: string]: true | Selection;
}

/** How the keys of an answer are spelled: as in GraphQL and TypeScript, or as in REST. */
export type Naming = 'graphql' | 'rest';

/** How a door wants its answer. Everything, in GraphQL names, when it does not say. */
export interface View {
  selection?: Selection;
  naming?: Naming;
}
