/** Jinja that cannot be said in a template of ours. The message is Spanish and says what to write instead. */
export class Unsupported extends Error {}

export type Operand = { text: string } | { path: string };

/** One condition: there is something under `path`, or it is the word `equals`; `negated` turns it round. */
export interface Test {
  path: string;
  negated: boolean;
  equals?: string;
}

/** What stands between `{{` and `}}`: a name, perhaps with a text for when it is empty, or a choice between two. */
export type Value = { path: string; otherwise?: string } | { chosen: Operand; tests: Test[]; otherwise: Operand };

type Word = { text: string } | { name: string } | { sign: string };

const WORD = /\s*(?:"([^"]*)"|'([^']*)'|([\p{L}_][\p{L}\w]*(?:\.[\p{L}_][\p{L}\w]*)*)|(==|!=|[|(),]))/uy;

/** Word turns straight quotes into curly ones, and spaces into hard ones. */
export function plainMarks(source: string): string {
  return source.replace(/[‘’‚]/g, "'").replace(/[“”„]/g, '"').replace(/\s/gu, ' ').trim();
}

function wordsOf(source: string): Word[] {
  const words: Word[] = [];
  const text = plainMarks(source);
  WORD.lastIndex = 0;
  for (let at = 0; at < text.length; at = WORD.lastIndex) {
    WORD.lastIndex = at;
    const match = WORD.exec(text);
    if (!match)
      throw new Unsupported(`no se entiende «${text.slice(at).trim().slice(0, 40)}» en «${text.slice(0, 80)}»`);
    const [, double, single, name, sign] = match;
    words.push(name !== undefined ? { name } : sign !== undefined ? { sign } : { text: double ?? single! });
  }
  return words;
}

/** Reads words from left to right. */
function reader(source: string) {
  const words = wordsOf(source);
  let at = 0;
  const isNext = (wanted: string) => {
    const word = words[at];
    return word !== undefined && (('name' in word && word.name === wanted) || ('sign' in word && word.sign === wanted));
  };
  return {
    source: plainMarks(source),
    isNext,
    isAtEnd: () => at >= words.length,
    take: (): Word => words[at++] ?? fail(`falta algo en «${plainMarks(source)}»`),
    skip: (wanted: string) => isNext(wanted) && ++at > 0,
  };
}

type Reader = ReturnType<typeof reader>;

function fail(text: string): never {
  throw new Unsupported(text);
}

/** Reads the inside of `{{ … }}`. Throws Unsupported. */
export function parseValue(source: string): Value {
  const words = reader(source.replace(/^\s*r\s+(?=[\p{L}_])(?!if\b|or\b)/u, ''));
  const first = operand(words);
  if (words.skip('if')) {
    const tests = testsIn(words);
    const otherwise = words.skip('else') ? operand(words) : { text: '' };
    return atEnd(words, { chosen: first, tests, otherwise });
  }
  if ('text' in first) return fail(`«${words.source}» no es un campo: escriba el texto sin llaves`);
  let otherwise = words.skip('or') ? textIn(words) : '';
  while (words.skip('|')) otherwise = filtered(words) || otherwise;
  return atEnd(words, { path: first.path, ...(otherwise && { otherwise }) });
}

/** Reads the condition of an `if`. All of its parts must hold. Throws Unsupported. */
export function parseTests(source: string): Test[] {
  const words = reader(source);
  return atEnd(words, testsIn(words));
}

function atEnd<Result>(words: Reader, result: Result): Result {
  if (words.isAtEnd()) return result;
  if (words.isNext('or')) return fail(`«or» no se admite en «${words.source}»: repita el contenido en dos bloques`);
  return fail(`no se admite «${words.source}»`);
}

function operand(words: Reader): Operand {
  const word = words.take();
  if ('sign' in word) return fail(`no se admite «${words.source}»`);
  return 'text' in word ? word : { path: word.name };
}

function textIn(words: Reader): string {
  const word = words.take();
  return 'text' in word ? word.text : fail(`«or» solo se admite con un texto: «${words.source}»`);
}

/** Filters that change nothing here: every value is trimmed text, '' where nothing is known, and is never markup. */
const HARMLESS = ['e', 'escape', 'safe', 'string', 'trim'];

/** The text that a filter puts in the place of an empty value, or ''. */
function filtered(words: Reader): string {
  const word = words.take();
  const name = 'name' in word ? word.name : '';
  const given: Word[] = [];
  if (words.skip('(')) {
    while (!words.skip(')')) if (!words.skip(',')) given.push(words.take());
  }
  const [text] = given;
  if (HARMLESS.includes(name)) return '';
  if ((name === 'default' || name === 'd') && (!text || 'text' in text)) return text?.text ?? '';
  return fail(`el filtro «|${name}» no se admite: quítelo y dé el formato en Word`);
}

const NOTHING = ['none', 'None', 'undefined'];

function testsIn(words: Reader): Test[] {
  const tests = [testIn(words)];
  while (words.skip('and')) tests.push(testIn(words));
  return tests;
}

function testIn(words: Reader): Test {
  const isTurned = words.skip('not');
  const left = operand(words);
  if ('text' in left) return fail(`no se admite «${words.source}»: ponga el campo a la izquierda`);
  if (words.skip('is')) {
    const isNot = words.skip('not');
    const state = words.take();
    const word = 'name' in state ? state.name : '';
    if (word !== 'defined' && !NOTHING.includes(word)) return fail(`no se admite «${words.source}»`);
    return { path: left.path, negated: [isTurned, isNot, word !== 'defined'].filter(Boolean).length % 2 === 1 };
  }
  const isUnequal = words.skip('!=');
  if (!isUnequal && !words.skip('==')) return { path: left.path, negated: isTurned };
  const right = words.take();
  const negated = isTurned !== isUnequal;
  if ('text' in right && right.text !== '') return { path: left.path, negated, equals: right.text };
  const isEmpty = 'text' in right || ('name' in right && NOTHING.includes(right.name));
  return isEmpty
    ? { path: left.path, negated: !negated }
    : fail(`no se admite «${words.source}»: compare con un texto`);
}
