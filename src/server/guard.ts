import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Config } from '../config.js';
import { DomainError } from '../domain/errors.js';

export interface GuardedRequest {
  query: string;
  operationName?: string | null;
  variables?: Readonly<Record<string, unknown>> | null;
}

export interface Guarded {
  document: DocumentNode;
  operation: OperationDefinitionNode;
}

interface Measure {
  depth: number;
  aliases: number;
  cost: number;
}

/** Objects that a list of a case is counted as, when it says no page size. */
const ROWS_OF_A_LIST = 5;
const ROWS_OF_A_PAGE = 20;
/** How often one answer may be asked for in one place: a few for merged fragments, and no more, as comparing them takes time. */
const REPEATS_MAX = 200;
const DOCUMENTS_KEPT = 500;
const DOCUMENT_CHARACTERS_KEPT = 20_000;

/**
 * The one gate for GraphQL documents, over HTTP and WebSocket alike. Throws DOCUMENT_REFUSED, with the limit that was
 * passed, before anything is validated or run.
 */
export function createGuard(config: Config, schema: GraphQLSchema): (request: GuardedRequest) => Guarded {
  const parsed = documentCache(config.graphqlTokensMax);
  const shapes = shapesOf(schema);
  return ({ query, operationName, variables }) => {
    const document = parsed(query);
    const operation = operationOf(document, operationName);
    const fragments = new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
    const given = { ...defaultsOf(operation), ...variables };
    const { depth, aliases, cost } = new Meter(fragments, given, shapes, config).measure(operation.selectionSet);
    refuseAbove('niveles de anidamiento', depth, config.graphqlDepthMax);
    refuseAbove('alias', aliases, config.graphqlAliasesMax);
    refuseAbove('objetos pedidos (reduzca `first` o los niveles)', cost, config.graphqlCostMax);
    return { document, operation };
  };
}

function refuseAbove(what: string, amount: number, most: number): void {
  if (amount > most) refuse(`El documento GraphQL pasa el límite de ${most} ${what}.`);
}

function refuse(reason: string): never {
  throw new DomainError('DOCUMENT_REFUSED', { reason });
}

function documentCache(tokensMax: number): (query: string) => DocumentNode {
  const kept = new Map<string, DocumentNode>();
  return (query) => {
    const known = kept.get(query);
    if (known) return known;
    const document = parsedWithin(query, tokensMax);
    if (kept.size >= DOCUMENTS_KEPT) kept.delete(kept.keys().next().value!);
    if (query.length <= DOCUMENT_CHARACTERS_KEPT) kept.set(query, document);
    return document;
  };
}

function parsedWithin(query: string, tokensMax: number): DocumentNode {
  try {
    return parse(query, { maxTokens: tokensMax });
  } catch (error) {
    const { message } = error as Error;
    if (message.includes('Parsing aborted'))
      refuse(`El documento GraphQL pasa el límite de ${tokensMax} símbolos. Use variables.`);
    refuse(message);
  }
}

function operationOf(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const chosen = name ? operations.filter((node) => node.name?.value === name) : operations;
  if (chosen.length !== 1) refuse('Indique con `operationName` una operación del documento.');
  return chosen[0]!;
}

function refuseRepeats({ selections }: SelectionSetNode): void {
  const counts = new Map<string, number>();
  for (const node of selections) {
    const name = node.kind === Kind.FIELD ? (node.alias ?? node.name).value : node.kind;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count > REPEATS_MAX) refuse(`El documento GraphQL pasa el límite de ${REPEATS_MAX} repeticiones de ${name}.`);
  }
}

interface Shapes {
  /** Fields that answer a page, whose rows stand in fields of their own. */
  pages: ReadonlySet<string>;
  /** Fields that answer a list of objects. */
  lists: ReadonlySet<string>;
}

/** Which fields answer many objects, by their names: a name means the same in every type of ours. */
function shapesOf(schema: GraphQLSchema): Shapes {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
  const fields = types.flatMap((type) => Object.values((type as GraphQLObjectType).getFields()));
  const isPage = ({ type }: { type: GraphQLOutputType }) => getNamedType(type).name.endsWith('Connection');
  const isList = ({ type }: { type: GraphQLOutputType }) =>
    isListType(getNullableType(type)) && isObjectType(getNamedType(type));
  const names = (found: typeof fields) => new Set(found.map(({ name }) => name));
  return { pages: names(fields.filter(isPage)), lists: names(fields.filter(isList)) };
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  const given = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue && 'value' in defaultValue ? [[variable.name.value, defaultValue.value] as const] : [],
  );
  return Object.fromEntries(given);
}

/** The rows of a page: their number was counted where the page was asked for. */
const PAGE_ROWS = new Set(['nodes', 'edges']);

class Meter {
  private aliases = 0;
  private cost = 0;
  private visits = 0;

  constructor(
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Readonly<Record<string, unknown>>,
    private readonly shapes: Shapes,
    private readonly config: Config,
  ) {}

  measure(selections: SelectionSetNode): Measure {
    const depth = this.walk(selections, 1, new Set());
    return { depth, aliases: this.aliases, cost: this.cost };
  }

  /** Depth below a selection set. Counts aliases and objects on the way; `rows` is how many objects stand here. */
  private walk(selections: SelectionSetNode, rows: number, inside: ReadonlySet<string>): number {
    let depth = 0;
    refuseRepeats(selections);
    for (const node of selections.selections) {
      // Fragments spread in fragments can make a small document huge: the walk itself has an end.
      if ((this.visits += 1) > this.config.graphqlTokensMax * 4)
        refuse('El documento GraphQL repite demasiados fragmentos.');
      if (node.kind === Kind.FIELD) depth = Math.max(depth, this.field(node, rows, inside));
      else if (node.kind === Kind.INLINE_FRAGMENT) depth = Math.max(depth, this.walk(node.selectionSet, rows, inside));
      else depth = Math.max(depth, this.spread(node.name.value, rows, inside));
    }
    return depth;
  }

  private field(node: FieldNode, rows: number, inside: ReadonlySet<string>): number {
    const name = node.name.value;
    if (name.startsWith('__')) return 0;
    if (node.alias) this.aliases += 1;
    if (!node.selectionSet) return 1;
    const below = PAGE_ROWS.has(name) ? rows : rows * this.rowsOf(node);
    this.cost += PAGE_ROWS.has(name) ? 0 : below;
    return 1 + this.walk(node.selectionSet, below, inside);
  }

  private spread(name: string, rows: number, inside: ReadonlySet<string>): number {
    const fragment = this.fragments.get(name);
    if (!fragment || inside.has(name)) return refuse(`El fragmento ${name} no existe o se contiene a sí mismo.`);
    return this.walk(fragment.selectionSet, rows, new Set([...inside, name]));
  }

  private rowsOf(node: FieldNode): number {
    const sized = node.arguments?.filter(({ name }) => name.value === 'first' || name.value === 'last') ?? [];
    const sizes = sized.map(({ value }) => this.numberIn(value));
    if (sizes.length > 0) return Math.max(1, ...sizes);
    if (this.shapes.pages.has(node.name.value)) return ROWS_OF_A_PAGE;
    return this.shapes.lists.has(node.name.value) ? ROWS_OF_A_LIST : 1;
  }

  private numberIn(value: ValueNode): number {
    const number = value.kind === Kind.VARIABLE ? this.variables[value.name.value] : 'value' in value ? value.value : 0;
    const rows = Math.abs(Number(number));
    return Number.isFinite(rows) && rows > 0 ? rows : ROWS_OF_A_PAGE;
  }
}

/** What nobody in particular may run: logging in, alone. Introspection too, where the profile allows it. */
export function openToAnyone({ operation }: Guarded, production: boolean): boolean {
  const names = operation.selectionSet.selections.map((node) => (node.kind === Kind.FIELD ? node.name.value : ''));
  if (operation.operation === 'mutation') return names.length === 1 && names[0] === 'login';
  return !production && names.length > 0 && names.every((name) => name.startsWith('__'));
}

const ANONYMOUS_CHARACTERS_MAX = 5000;

/** Cheap first look, before an anonymous document is even parsed. */
export function mayBeOpenToAnyone(query: string, production: boolean): boolean {
  return query.length <= ANONYMOUS_CHARACTERS_MAX && (/\blogin\b/.test(query) || (!production && query.includes('__')));
}
