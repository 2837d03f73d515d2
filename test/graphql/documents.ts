import fc from 'fast-check';
import { buildSchema, getNamedType, type GraphQLObjectType, isObjectType } from 'graphql';
import { readFileSync } from 'node:fs';

/** A request, as it is and with an `@include` that always holds. */
export interface Written {
  plain: string;
  included: string;
  variables: Record<string, unknown>;
}

export interface Known {
  ids: readonly number[];
  cursors: readonly string[];
}

const schema = buildSchema(readFileSync('src/schema/schema.graphql', 'utf8'));

/** Names that mean something to JavaScript, to PostgreSQL or in our own SQL, and some that PostgreSQL would cut off. */
const LONG = 'largo'.repeat(13).slice(0, 63);
export const ALIASES = (
  'then toJSON length undefined null data prototype x t r i p c k s row key place total order select user ctid id ID numero ' +
  `version node nodes edges text keys list word field ${LONG} ${LONG}1 ${LONG}2 ${LONG.repeat(3)}`
).split(' ');

type Gen = fc.GeneratorValue;
const one = <Item>(g: Gen, items: readonly Item[]): Item => g(() => fc.constantFrom(...items));
const sometimes = (g: Gen, hundredths: number) => g(() => fc.nat(99)) < hundredths;

/** Writes a query that asks for cases in some way that the schema allows, or nearly allows. */
export function writeDocument(g: Gen, known: Known): Written {
  const pen = new Pen(g, known);
  const roots = Array.from({ length: g(() => fc.integer({ min: 1, max: 3 })) }, (_, place) => pen.root(place));
  const written = (directive: string, variables: readonly string[]) => {
    const declared = variables.length > 0 ? `(${variables.join(', ')})` : '';
    const [first, ...others] = roots;
    const body = [first!.replace('§', directive), ...others.map((root) => root.replace('§', ''))].join(' ');
    return [`query Q${declared} { ${body} }`, ...pen.fragments].join('\n');
  };
  return {
    plain: written('', pen.declared),
    included: written('@include(if: $yes)', [...pen.declared, '$yes: Boolean!']),
    variables: pen.variables,
  };
}

class Pen {
  readonly fragments: string[] = [];
  readonly declared: string[] = [];
  readonly variables: Record<string, unknown> = {};

  constructor(
    private readonly g: Gen,
    private readonly known: Known,
  ) {}

  /** A root field; `§` stands where its directives go. */
  root(place: number): string {
    const { g } = this;
    const alias = sometimes(g, 80) ? `${sometimes(g, 20) ? one(g, ALIASES) : `raiz${place}`}: ` : '';
    if (sometimes(g, 4)) return `${alias}${one(g, ['__typename §', 'me § { username }', 'vocabularies § { name }'])}`;
    const [name, args, type] = sometimes(g, 50)
      ? ['case', [`id: ${this.id()}`], 'Case']
      : ['cases', this.pageArguments(), 'CaseConnection'];
    return `${alias}${name}${args.length > 0 ? `(${args.join(', ')})` : ''} § ${this.selection(type, 0)}`;
  }

  /** `{ … }` over a type: fields, aliases, fragments named and inline. */
  selection(type: string, level: number): string {
    const { g } = this;
    const [fields, used] = [fieldsOf(type), new Map<string, Field>()];
    const written = Array.from({ length: g(() => fc.integer({ min: 1, max: level === 0 ? 6 : 5 })) }, () => {
      // The same one again now and then, maybe with other fields below it: GraphQL puts the two together.
      const again = used.size > 0 && sometimes(g, 12);
      const [key, field] = again ? one(g, [...used]) : this.unused(fields, used);
      used.set(key, field);
      const [name, below] = field;
      const text = `${key === name ? '' : `${key}: `}${name}${below ? ` ${this.selection(below, level + 1)}` : ''}`;
      return sometimes(g, 15) ? this.wrapped(type, text) : text;
    });
    return `{ ${written.join(' ')} }`;
  }

  /** A field under a name that nothing else here has; seldom under one that something has, which is refused. */
  private unused(fields: Field[], used: ReadonlyMap<string, Field>): [key: string, field: Field] {
    const { g } = this;
    const field = one(g, fields);
    const key = sometimes(g, 40) ? one(g, ALIASES) : field[0];
    return used.has(key) && !sometimes(g, 3) ? [`otro${used.size}`, field] : [key, field];
  }

  private wrapped(type: string, field: string): string {
    const form = one(this.g, ['inline', 'typed', 'named'] as const);
    if (form === 'inline') return `... { ${field} }`;
    if (form === 'typed') return `... on ${type} { ${field} }`;
    const name = `F${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type} { ${field} }`);
    return `...${name}`;
  }

  private id(): string {
    const { g, known } = this;
    const id = sometimes(g, 90) ? one(g, known.ids) : one(g, [999_999, 'x', 0, '', 2 ** 31, '007', 1.5, true]);
    const form = one(g, ['literal', 'literal', 'variable', 'variable', 'default', 'absent'] as const);
    if (form === 'literal') return JSON.stringify(one(g, [id, String(id)]));
    if (form === 'variable') return this.variable('ID!', one(g, [id, String(id)]));
    return this.variable(`ID = ${JSON.stringify(id)}`, form === 'default' ? undefined : one(g, [null, undefined]));
  }

  private pageArguments(): string[] {
    const { g, known } = this;
    const size = () => (sometimes(g, 95) ? one(g, [0, 1, 2, 3, 200]) : one(g, [-1, 201, null]));
    const cursor = () => (sometimes(g, 90) ? one(g, known.cursors) : one(g, ['nada', '', null]));
    const possible: [number, string, string, () => unknown][] = [
      [60, one(g, ['first', 'last']), 'Int', size],
      [5, one(g, ['first', 'last']), 'Int', size],
      [25, 'after', 'String', cursor],
      [15, 'before', 'String', cursor],
      [25, 'search', 'String', () => one(g, ['amoxi', 'ñandú', '%', '', 'nada de eso', null])],
      [25, 'filter', 'CaseFilter', () => one(g, [null, {}, { estado: 'pendiente' }, { ids: known.ids.slice(0, 2) }])],
      [10, 'orderBy', 'CaseOrder', () => one(g, [{}, { field: 'GRAVEDAD' }, { field: 'ID', direction: 'ASC' }, null])],
    ];
    const taken = new Map<string, string>();
    for (const [hundredths, name, type, value] of possible) {
      if (sometimes(g, hundredths)) taken.set(name, `${name}: ${this.variable(type, value())}`);
    }
    return [...taken.values()];
  }

  private variable(type: string, value: unknown): string {
    const name = `v${this.declared.length}`;
    this.declared.push(`$${name}: ${type}`);
    if (value !== undefined) this.variables[name] = value;
    return `$${name}`;
  }
}

type Field = [name: string, below: string | undefined];

/** What nothing answers directly: asked for seldom. */
const NEVER_DIRECT = ['snapshots', 'exports'];

/** The fields of a type, each with the type of the object below it. */
function fieldsOf(type: string): Field[] {
  const fields = Object.values((schema.getType(type) as GraphQLObjectType).getFields());
  const found = fields.map(({ name, type }): Field => {
    const below = getNamedType(type);
    return [name, isObjectType(below) ? below.name : undefined];
  });
  const plain = found.filter(([name]) => !NEVER_DIRECT.includes(name));
  const lists = plain.filter(([, below]) => below);
  // Lists several times: among all the fields of a case they would be rare.
  return [['__typename', undefined], ...plain, ...lists, ...lists, ...lists];
}
