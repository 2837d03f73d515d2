/** What stands between double braces, or between the marks of Jinja, in the text of a paragraph. */
export interface Tag {
  kind: 'tag' | 'statement' | 'comment' | 'unclosed' | 'unopened';
  /** Without the braces, as it was written. */
  inner: string;
  start: number;
  end: number;
}

const KINDS = {
  '{{': { kind: 'tag', close: '}}' },
  '{%': { kind: 'statement', close: '%}' },
  '{#': { kind: 'comment', close: '#}' },
} as const;

/** The tags of a text, in order. Each character is looked at a fixed number of times, whatever the text. */
export function tagsOf(text: string): Tag[] {
  const tags: Tag[] = [];
  const absent = new Set<string>();
  const closingAfter = (mark: string, at: number): number => {
    const found = absent.has(mark) ? -1 : text.indexOf(mark, at);
    if (found < 0) absent.add(mark);
    return found;
  };
  let from = 0;
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at)) {
    const open = text.slice(at, at + 2);
    const known = Object.hasOwn(KINDS, open) ? KINDS[open as keyof typeof KINDS] : null;
    const closing = known ? closingAfter(known.close, at + 2) : -1;
    // A `{#` that is never closed is ordinary text.
    if (!known || (closing < 0 && known.kind === 'comment')) {
      at += 1;
      continue;
    }
    tags.push(...strayIn(text, from, at));
    const again = text.indexOf(open, at + 2);
    const isOpen = closing < 0 || (again >= 0 && again < closing);
    const end = !isOpen ? closing + 2 : again < 0 ? text.length : again;
    const inner = text.slice(at + 2, isOpen ? end : closing);
    tags.push({ kind: isOpen ? 'unclosed' : known.kind, inner, start: at, end });
    from = at = end;
  }
  return [...tags, ...strayIn(text, from, text.length)];
}

/** A `}}` or `%}` that closes nothing. */
function strayIn(text: string, from: number, to: number): Tag[] {
  const stray = /[}%]\}/.exec(text.slice(from, to));
  if (!stray) return [];
  const start = from + stray.index;
  return [{ kind: 'unopened', inner: text.slice(Math.max(from, start - 40), start), start, end: start + 2 }];
}

/** How a tag of ours begins: `#` and `^` open a section, `-w:tr ` one of whole rows, `/` closes. */
const SIGIL = /^(#|\^|\/|-w:(?:tr|tc|p)\s)/;
const NAME = /^\^?[\p{L}_][\p{L}\w]*(?:\.[\p{L}_][\p{L}\w]*)?$/u;

export interface Reference {
  use: 'value' | 'open' | 'inverted' | 'close';
  name: string;
}

/** What a tag of ours asks for, or null when it is none. A closing tag may leave its name out. */
export function referenceOf(inner: string): Reference | null {
  const sigil = SIGIL.exec(inner)?.[1] ?? '';
  const name = inner.slice(sigil.length).trim();
  if (!NAME.test(name)) return sigil === '/' && name === '' ? { use: 'close', name } : null;
  if (sigil === '') return name.startsWith('^') ? null : { use: 'value', name };
  return { use: sigil === '/' ? 'close' : sigil === '^' ? 'inverted' : 'open', name };
}
