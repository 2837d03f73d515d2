/** A tag of an XML text; `start` and `end` are its places in the text. */
export interface XmlTag {
  name: string;
  kind: 'open' | 'close' | 'empty';
  start: number;
  end: number;
}

/** Deeper than any form: what follows a tree up to its root must stay cheap. */
const DEPTH_MAX = 200;

const TAG = /<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const UNKNOWN_ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i;

/**
 * Calls `visit` for every tag in order, once from left to right, and gives what is wrong with the text, in Spanish, or null.
 * It looks for what would make Word refuse a file; a DOCTYPE is wrong too, because entities can be bombs and open files.
 */
export function scanXml(xml: string, visit: (tag: XmlTag) => void = () => undefined): string | null {
  const open: string[] = [];
  const prefixes = { used: new Set<string>(), declared: new Set(['xml']) };
  let roots = 0;
  for (let at = 0; ;) {
    const start = xml.indexOf('<', at);
    const isOutside =
      open.length === 0 &&
      xml
        .slice(at, start < 0 ? undefined : start)
        .replace('\uFEFF', '')
        .trim();
    if (isOutside) return damagedNear(xml, at);
    if (start < 0) break;
    const skipped = endOfAside(xml, start);
    if (typeof skipped === 'string') return skipped;
    at = skipped;
    if (at > start) continue;
    TAG.lastIndex = start;
    const match = TAG.exec(xml);
    if (!match) return damagedNear(xml, start);
    at = TAG.lastIndex;
    const [, closing, name, attributes, empty] = match as unknown as [string, string, string, string, string];
    notePrefixes(prefixes, name, attributes);
    if (closing) {
      if (open.pop() !== name) return damagedNear(xml, start);
    } else {
      if (open.length === 0 && ++roots > 1) return damagedNear(xml, start);
      if (!empty) open.push(name);
      if (open.length > DEPTH_MAX) return `el XML está anidado más de ${DEPTH_MAX} veces`;
    }
    visit({ name, kind: closing ? 'close' : empty ? 'empty' : 'open', start, end: at });
  }
  const undeclared = [...prefixes.used].find((prefix) => !prefixes.declared.has(prefix));
  if (undeclared) return `el XML está dañado: no declara el prefijo «${undeclared}»`;
  if (open.length > 0 || roots === 0) return damagedNear(xml, xml.length);
  const entity = UNKNOWN_ENTITY.exec(xml);
  return entity ? damagedNear(xml, entity.index) : null;
}

/** Where a comment or an instruction that begins here ends; the place itself where there is none; or what is wrong. */
function endOfAside(xml: string, start: number): number | string {
  const close = xml.startsWith('<!--', start) ? '-->' : xml.startsWith('<?', start) ? '?>' : null;
  if (close) {
    const end = xml.indexOf(close, start);
    return end < 0 ? damagedNear(xml, start) : end + close.length;
  }
  if (!xml.startsWith('<!', start)) return start;
  const word = /^<!\[?\w*/.exec(xml.slice(start, start + 20))?.[0] ?? '<!';
  return `el XML contiene «${word}», que ningún documento de Word lleva: ábralo en Word y guárdelo de nuevo`;
}

function notePrefixes({ used, declared }: Record<'used' | 'declared', Set<string>>, name: string, attributes: string) {
  const colon = name.indexOf(':');
  if (colon > 0) used.add(name.slice(0, colon));
  if (!attributes.includes('xmlns:')) return;
  for (const [, prefix] of attributes.matchAll(/\sxmlns:([\w.-]+)\s*=/g)) declared.add(prefix!);
}

const NEAR_CHARACTERS = 40;

function damagedNear(xml: string, at: number): string {
  const near = xml.slice(at, at + NEAR_CHARACTERS).split('\n')[0];
  return near ? `el XML está dañado cerca de «${near}»` : 'el XML está incompleto';
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const CODE_POINT_MAX = 0x10ffff;

/** Text of XML as people read it. */
export function decoded(xml: string): string {
  return xml.replace(
    /&(?:(lt|gt|quot|apos|amp)|#(\d+)|#x([\da-f]+));/gi,
    (all, name?: string, tens?: string, hex?: string) => {
      if (name) return ENTITIES[name.toLowerCase()]!;
      const code = tens ? Number(tens) : Number.parseInt(hex!, 16);
      return code <= CODE_POINT_MAX ? String.fromCodePoint(code) : all;
    },
  );
}
