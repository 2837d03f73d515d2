import {
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
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Config } from '../config.js';
import { DomainError } from '../domain/errors.js';

export interface Measure {
  depth: number;
  aliases: number;
  cost: number;
}

/** Objects that a list of a case is counted as, when it says no page size. */
const ROWS_OF_A_LIST = 5;
const ROWS_OF_A_PAGE = 20;
/** How often one answer may be asked for in one place: a few for merged fragments, and no more, as comparing them takes time. */
const REPEATS_MAX = 200;
export interface Shapes {
  /** Fields that answer a page, whose rows stand in fields of their own. */
  pages: ReadonlySet<string>;
  /** Fields that answer a list of objects. */
  lists: ReadonlySet<string>;
}

/** Which fields answer many objects, by their names: a name means the same in every type of ours. */
export function shapesOf(schema: GraphQLSchema): Shapes {
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

/** Measures operations and fragments: how deep, how many aliases, how many objects they may ask for. */
export class Meter {
  /** Whether other variables could have been measured otherwise. */
  dependsOnVariables = false;
  private aliases = 0;
  private cost = 0;
  private visits = 0;
  private values: Readonly<Record<string, unknown>> = {};

  constructor(
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Readonly<Record<string, unknown>>,
    private readonly shapes: Shapes,
    private readonly config: Config,
  ) {}

  measure(node: OperationDefinitionNode | FragmentDefinitionNode): Measure {
    const defaults = node.kind === Kind.OPERATION_DEFINITION ? defaultsOf(node) : {};
    this.values = { ...defaults, ...this.variables };
    this.aliases = 0;
    this.cost = 0;
    const inside = node.kind === Kind.FRAGMENT_DEFINITION ? new Set([node.name.value]) : new Set<string>();
    const depth = this.walk(node.selectionSet, 1, inside);
    return { depth, aliases: this.aliases, cost: this.cost };
  }

  /** Depth below a selection set. Counts aliases and objects on the way; `rows` is how many objects stand here. */
  private walk(selections: SelectionSetNode, rows: number, inside: ReadonlySet<string>): number {
    let depth = 0;
    refuseRepeats(selections);
    for (const node of selections.selections) {
      // Fragments spread in fragments can make a small document huge: the walk itself has an end.
      if ((this.visits += 1) > this.config.graphqlTokensMax * 4)
        refuse(
          'El documento GraphQL repite demasiados fragmentos.',
          'The GraphQL document repeats too many fragments.',
        );
      if (node.kind === Kind.FIELD) depth = Math.max(depth, this.field(node, rows, inside));
      else if (node.kind === Kind.INLINE_FRAGMENT) depth = Math.max(depth, this.walk(node.selectionSet, rows, inside));
      else depth = Math.max(depth, this.spread(node.name.value, rows, inside));
    }
    return depth;
  }

  private field(node: FieldNode, rows: number, inside: ReadonlySet<string>): number {
    const name = node.name.value;
    if (node.alias) this.aliases += 1;
    if (!node.selectionSet) return 1;
    // The explorer's own questions about the schema go deep, and are answered without the database.
    if (name.startsWith('__')) return Math.min(1, this.walk(node.selectionSet, 1, inside));
    const below = PAGE_ROWS.has(name) ? rows : rows * this.rowsOf(node);
    this.cost += PAGE_ROWS.has(name) ? 0 : below;
    return 1 + this.walk(node.selectionSet, below, inside);
  }

  private spread(name: string, rows: number, inside: ReadonlySet<string>): number {
    const fragment = this.fragments.get(name);
    if (!fragment || inside.has(name))
      return refuse(
        `El fragmento ${name} no existe o se contiene a sí mismo.`,
        `The fragment ${name} does not exist or holds itself.`,
      );
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
    this.dependsOnVariables ||= value.kind === Kind.VARIABLE;
    const number = value.kind === Kind.VARIABLE ? this.values[value.name.value] : 'value' in value ? value.value : 0;
    const rows = Math.abs(Number(number));
    return Number.isFinite(rows) && rows > 0 ? rows : ROWS_OF_A_PAGE;
  }
}

function refuseRepeats({ selections }: SelectionSetNode): void {
  const counts = new Map<string, number>();
  for (const node of selections) {
    const name = node.kind === Kind.FIELD ? (node.alias ?? node.name).value : node.kind;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count > REPEATS_MAX)
      refuse(
        `El documento GraphQL pasa el límite de ${REPEATS_MAX} repeticiones de ${name}.`,
        `The GraphQL document passes the limit of ${REPEATS_MAX} repeats of ${name}.`,
      );
  }
}

/** Refuses a document, with the reason in both languages. */
export function refuse(es: string, en = es): never {
  throw new DomainError('DOCUMENT_REFUSED', { es, en });
}
