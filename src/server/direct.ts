import {
  type DocumentNode,
  type FieldNode,
  getArgumentValues,
  getNamedType,
  getVariableValues,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql';
import { DomainError } from '../domain/errors.js';
import type { JsonText } from '../entities/json-text.js';
import type { Key } from '../entities/selection.js';
import { infoFor } from '../resolvers/planned.js';
import { keysOfCase } from '../resolvers/case-keys.js';
import type { DoorContext } from './context.js';
import type { Guarded } from './guard.js';

export interface DirectRequest {
  guarded: Guarded;
  variables?: Readonly<Record<string, unknown>> | null;
  context: DoorContext;
}

/**
 * Answers valid queries that ask for nothing but cases and pages of cases with the JSON that the database wrote: GraphQL
 * would take it apart and write it again, field by field. Arguments are read by graphql; guard, resolvers and use-cases are
 * the same. Whatever is out of the ordinary (a directive, an argument inside a case, a field of another kind, any error)
 * is left to Apollo, by giving nothing.
 */
export function directAnswers(
  schema: GraphQLSchema,
  production: boolean,
): (request: DirectRequest) => Promise<string | undefined> {
  const plans = new WeakMap<OperationDefinitionNode, Plan | null>();
  const rules = production ? [...specifiedRules, NoSchemaIntrospectionCustomRule] : specifiedRules;
  const isValid = (document: DocumentNode) => validate(schema, document, rules).length === 0;
  return async ({ guarded: { document, operation }, variables, context }) => {
    let plan = plans.get(operation);
    if (plan === undefined)
      plans.set(operation, (plan = isValid(document) ? planned(schema, document, operation) : null));
    return plan ? answer(schema, plan, variables ?? {}, context) : undefined;
  };
}

type Plan = { operation: OperationDefinitionNode; roots: readonly Root[] };

interface Root {
  key: string;
  node: FieldNode;
  field: GraphQLField<unknown, DoorContext>;
  info: ReturnType<typeof infoFor>;
  /** Prints what the resolver gave. */
  print(value: unknown): string;
}

async function answer(
  schema: GraphQLSchema,
  { operation, roots }: Plan,
  given: Readonly<Record<string, unknown>>,
  context: DoorContext,
): Promise<string | undefined> {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  if (!coerced) return undefined;
  try {
    // All arguments first: a wrong one must not leave resolvers running that nobody waits for.
    const inputs = roots.map(({ field, node }) =>
      getArgumentValues(field as GraphQLField<unknown, unknown>, node, coerced),
    );
    const values = await Promise.all(
      roots.map(async ({ field, info }, place) => field.resolve!(undefined, inputs[place]!, context, info)),
    );
    const members = roots.map(({ key, print }, place) => `${JSON.stringify(key)}:${print(values[place])}`);
    return `{"data":{${members.join(',')}}}`;
  } catch (error) {
    const expected = error instanceof DomainError || error instanceof GraphQLError;
    if (!expected)
      context.house.log.warn({ requestId: context.requestId, problem: (error as Error).name }, 'no direct answer');
    // Nothing was changed: the ordinary way meets the same error, and says where.
    return undefined;
  }
}

function planned(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Plan | null {
  if (operation.operation !== OperationTypeNode.QUERY) return null;
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
  try {
    const wanted = fieldsIn(operation.selectionSet, fragments);
    return { operation, roots: wanted.map((node) => rootOf(schema, node, fragments)) };
  } catch (error) {
    if (error instanceof NotDirect) return null;
    throw error;
  }
}

class NotDirect extends Error {}

type Fragments = ReadonlyMap<string, SelectionSetNode>;

/** The fields of a selection with those of its fragments. All our types are objects, so that every fragment applies. */
function fieldsIn(selections: SelectionSetNode | undefined, fragments: Fragments): FieldNode[] {
  const fields = (selections?.selections ?? []).flatMap((node) => {
    if (node.directives?.length) throw new NotDirect();
    if (node.kind === Kind.FIELD) return [node];
    return fieldsIn(node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value), fragments);
  });
  if (new Set(fields.map(keyOf)).size < fields.length) throw new NotDirect();
  return fields;
}

const keyOf = ({ alias, name }: FieldNode) => alias?.value ?? name.value;

function rootOf(schema: GraphQLSchema, node: FieldNode, fragments: Fragments): Root {
  const field = schema.getQueryType()!.getFields()[node.name.value];
  const kind = field && getNamedType(field.type).name;
  if (!field?.resolve || (kind !== 'Case' && kind !== 'CaseConnection')) throw new NotDirect();
  const fields = fieldsIn(node.selectionSet, fragments);
  const { keys, print } = kind === 'Case' ? printedCase(fields, fragments) : printedPage(fields, fragments);
  const asked = new Set(fields.map(({ name }) => name.value));
  return { key: keyOf(node), node, field, info: infoFor({ view: { keys, asText: true }, asked }), print };
}

interface Printed {
  keys: readonly Key[];
  print(value: unknown): string;
}

const textOf = (value: unknown) => (value as JsonText | null)?.text ?? 'null';

function printedCase(fields: readonly FieldNode[], fragments: Fragments): Printed {
  return { keys: caseKeys(fields, fragments), print: textOf };
}

function caseKeys(fields: readonly FieldNode[], fragments: Fragments): readonly Key[] {
  const keys = keysOfCase(
    fields.map((node) => ({
      key: keyOf(node),
      name: node.arguments?.length ? '' : node.name.value,
      below:
        node.selectionSet &&
        fieldsIn(node.selectionSet, fragments).map((row) => ({ key: keyOf(row), name: row.name.value })),
    })),
  );
  if (!keys) throw new NotDirect();
  return keys;
}

interface Page {
  nodes: readonly JsonText[];
  edges: readonly { cursor: string }[];
}

/** A page is put together here, around the cases: its parts are few. */
function printedPage(fields: readonly FieldNode[], fragments: Fragments): Printed {
  let keys: readonly Key[] | undefined;
  const cases = (node: FieldNode) => {
    // Rows in edges and in nodes with fields of their own each: the ordinary way reads both at once.
    if (keys) throw new NotDirect();
    keys = caseKeys(fieldsIn(node.selectionSet, fragments), fragments);
    return textOf;
  };
  const edge = (node: FieldNode) =>
    objectOf(
      'CaseEdge',
      fieldsIn(node.selectionSet, fragments),
      (inner) => (inner.name.value === 'node' ? cases(inner) : undefined),
      fragments,
    );
  const print = objectOf(
    'CaseConnection',
    fields,
    (node) => {
      if (node.name.value === 'nodes') return listOf(cases(node));
      if (node.name.value === 'edges') return listOf(edge(node));
      return undefined;
    },
    fragments,
  );
  return { keys: keys ?? [{ key: 'id', field: 'id' }], print: (value) => print(value as Page) };
}

type Print = (value: unknown) => string;

const listOf =
  (print: Print): Print =>
  (value) =>
    `[${(value as unknown[]).map(print).join(',')}]`;

const TYPES_BELOW: Readonly<Record<string, string>> = { pageInfo: 'PageInfo', totalCount: 'TotalCount' };

/** Prints the wanted fields of an object; `special` says how some of them are printed. */
function objectOf(
  type: string,
  fields: readonly FieldNode[],
  special: (node: FieldNode) => Print | undefined,
  fragments: Fragments,
): Print {
  const members = fields.map((node): [string, string, Print] => {
    const name = node.name.value;
    const start = `${JSON.stringify(keyOf(node))}:`;
    if (name === '__typename') return [name, start, () => JSON.stringify(type)];
    if (!node.selectionSet) return [name, start, (value) => JSON.stringify(value ?? null)];
    const below = TYPES_BELOW[name];
    const own =
      special(node) ?? (below && objectOf(below, fieldsIn(node.selectionSet, fragments), () => undefined, fragments));
    if (!own) throw new NotDirect();
    return [name, start, (value) => (value === null || value === undefined ? 'null' : own(value))];
  });
  return (value) =>
    `{${members.map(([name, start, print]) => start + print((value as Record<string, unknown>)[name])).join(',')}}`;
}
