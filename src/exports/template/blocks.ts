import { parseTests, plainMarks, type Test, Unsupported } from './jinja.js';
import { boxFor, isName } from './names.js';
import type { Paragraph } from './part.js';
import { CASE_PREFIX } from './scope.js';

/** How far a statement of docxtpl reaches: its own place, or the whole paragraph, row or cell that holds it. */
export type Level = 'inline' | 'p' | 'tr' | 'tc';

/** A name of ours, shown or (negated) shown where it is empty. */
export interface Literal {
  name: string;
  negated: boolean;
}

interface Block {
  kind: 'for' | 'if';
  paragraph: Paragraph;
  source: string;
  /** Of a loop: the variable of Jinja, and the list it runs over. */
  loop?: { variable: string; list: string };
  /** Tags that close what shows now, and those that close what was opened by `elif` and `else`. */
  branch: string[];
  tail: string[];
  /** The condition that an `else` turns round; null behind the `else`. */
  condition: Literal[] | null;
}

export interface Blocks {
  /** The tags of ours that stand for a statement, and how far it reaches. Throws Unsupported. */
  statement(source: string, paragraph: Paragraph): { level: Level; tags: string[] };
  /** Our name for one of Jinja where it stands. Throws Unsupported. */
  nameOf(path: string): string;
  literalOf(test: Test): Literal;
  /** Blocks that are still open. */
  open: readonly Block[];
}

const STATEMENT = /^(?:(tr|tc|p|r)\s+)?(\w+)\s*(.*)$/u;
const LOOP = /^([\p{L}_][\p{L}\w]*)\s+in\s+([\p{L}_][\p{L}\w.]*)$/u;

/** Follows the blocks of one part from its first statement to its last. */
export function createBlocks(): Blocks {
  const open: Block[] = [];
  return {
    open,
    nameOf: (path) => nameInLoops(path, loopsOf(open)),
    literalOf: (test) => literal(test, loopsOf(open)),
    statement(source, paragraph) {
      const text = plainMarks(source).replace(/^-|-$/g, '').trim();
      const [, prefix, word = '', rest = ''] = STATEMENT.exec(text) ?? [];
      const level = prefix === undefined || prefix === 'r' ? 'inline' : (prefix as Level);
      if (Object.hasOwn(BEGINNING, word)) {
        return { level, tags: BEGINNING[word]!(open, rest, level, { paragraph, source: text }) };
      }
      const go = Object.hasOwn(GOING_ON, word) ? GOING_ON[word]! : unsupported(`«{% ${text} %}» no se admite`);
      const block = open.at(-1) ?? unsupported(`«{% ${text} %}» no pertenece a ningún bloque abierto`);
      return { level, tags: go(open, rest, level, block) };
    },
  };
}

type Place = Pick<Block, 'paragraph' | 'source'>;

/** Statements that open a block. Each gives the tags of ours that stand for it. */
const BEGINNING: Readonly<Record<string, (open: Block[], rest: string, level: Level, place: Place) => string[]>> = {
  for(open, rest, level, place) {
    const [, variable = '', path = ''] =
      LOOP.exec(rest) ?? unsupported(`«{% ${place.source} %}» no se admite: escriba {% for x in lista %}`);
    const list = path.includes('.') ? nameInLoops(path, loopsOf(open)) : path;
    const condition = [{ name: list, negated: false }];
    const { opens, closes } = tagsFor(condition, level);
    open.push({ kind: 'for', ...place, loop: { variable, list }, branch: closes, tail: [], condition });
    return opens;
  },
  if(open, rest, level, place) {
    const condition = conditionOf(rest, open);
    const { opens, closes } = tagsFor(condition, level);
    open.push({ kind: 'if', ...place, branch: closes, tail: [], condition });
    return opens;
  },
};

/** Statements of the block that was opened last. */
const GOING_ON: Readonly<Record<string, (open: Block[], rest: string, level: Level, block: Block) => string[]>> = {
  elif(open, rest, level, block) {
    const ended = turned(block, level);
    const condition = conditionOf(rest, open);
    const { opens, closes } = tagsFor(condition, level);
    Object.assign(block, { condition, branch: closes, tail: [...block.branch, ...block.tail] });
    return [...ended, ...opens];
  },
  else(_open, _rest, level, block) {
    const ended = turned(block, level);
    block.condition = null;
    delete block.loop;
    return ended;
  },
  endif: (open, _rest, _level, block) => ending('if', open, block),
  endfor: (open, _rest, _level, block) => ending('for', open, block),
};

type Loop = NonNullable<Block['loop']>;

function loopsOf(open: readonly Block[]): Loop[] {
  return open.flatMap(({ loop }) => loop ?? []);
}

function conditionOf(source: string, open: readonly Block[]): Literal[] {
  return parseTests(source).map((test) => literal(test, loopsOf(open)));
}

function unsupported(text: string): never {
  throw new Unsupported(text);
}

/** Closes what shows, and opens its opposite. */
function turned(block: Block, level: Level): string[] {
  const [only, ...others] = block.condition ?? unsupported(`hay dos «else» en «{% ${block.source} %}»`);
  if (others.length > 0) unsupported(`«and» no se admite en un bloque con «else»: «{% ${block.source} %}»`);
  const opposite = tagsFor([{ name: only!.name, negated: !only!.negated }], level);
  const tags = [...block.branch, ...opposite.opens];
  block.branch = opposite.closes;
  return tags;
}

function ending(kind: Block['kind'], open: Block[], block: Block): string[] {
  if (block.kind !== kind) unsupported(`«{% end${kind} %}» no cierra «{% ${block.source} %}»`);
  open.pop();
  return [...block.branch, ...block.tail];
}

/** Opening tags in order, and closing tags in theirs. Rows and cells are named outright, so that one cell is enough. */
export function tagsFor(literals: readonly Literal[], level: Level): { opens: string[]; closes: string[] } {
  const isWhole = level === 'tr' || level === 'tc';
  const pairs = literals.map(({ name, negated }) => {
    if (isWhole) return [`{{-w:${level} ${negated ? '^' : ''}${name}}}`, `{{/${negated ? '^' : ''}${name}}}`];
    return [`{{${negated ? '^' : '#'}${name}}}`, `{{/${name}}}`];
  });
  return { opens: pairs.map(([open]) => open!), closes: pairs.map(([, close]) => close!).reverse() };
}

/** `p.campo` → `lista.campo`; a bare name inside a loop is always that of the case in Jinja, so it says so. */
function nameInLoops(path: string, loops: readonly Loop[]): string {
  const [first, field, ...more] = path.split('.');
  if (more.length > 0) unsupported(`«${path}» no se admite: un campo tiene a lo más un punto`);
  const innermost = loops.at(-1);
  if (first === 'loop' && innermost) {
    return field === 'index' ? `${innermost.list}.n` : unsupported(`«${path}» no se admite: solo loop.index`);
  }
  const at = loops.findLastIndex(({ variable }) => variable === first);
  if (at < 0) return field === undefined && innermost ? `${CASE_PREFIX}.${path}` : path;
  const { list } = loops[at]!;
  if (field === undefined) unsupported(`«${path}» es una fila entera: escriba ${path}.campo`);
  if (loops.slice(at + 1).some((inner) => inner.list === list)) {
    unsupported(`«${path}» no se admite dentro de otro bucle sobre «${list}»`);
  }
  return `${list}.${field}`;
}

function literal(test: Test, loops: readonly Loop[]): Literal {
  const { path, negated, equals } = test;
  const isList = isName(path, 'lista') && !loops.some(({ variable }) => variable === path);
  const name = nameInLoops(isList ? `hay_${path}` : path, loops);
  if (equals === undefined) return { name, negated };
  const [field = '', owner] = name.split('.').reverse();
  const isCase = owner === undefined || owner === CASE_PREFIX;
  const box = isCase || isName(owner, 'lista') ? boxFor(isCase ? undefined : owner, field, equals) : null;
  if (!box)
    unsupported(
      `no se puede comparar «${path}» con «${equals}»: use una casilla («vigia template fields» las muestra)`,
    );
  return { name: owner === undefined ? box : `${owner}.${box}`, negated };
}
