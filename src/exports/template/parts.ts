import type PizZip from 'pizzip';
import { decoded } from './xml.js';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.';
/** Parts that the filler fills, by the end of their content type. */
const FILLED = [
  `${WORD}document.main+xml`,
  `${WORD}header+xml`,
  `${WORD}footer+xml`,
  `${WORD}footnotes+xml`,
  `${WORD}comments+xml`,
  'application/vnd.openxmlformats-package.core-properties+xml',
  'application/vnd.openxmlformats-officedocument.extended-properties+xml',
  'application/vnd.openxmlformats-officedocument.custom-properties+xml',
];

export const CONTENT_TYPES = '[Content_Types].xml';

/** Content type of each part that has one of its own: `word/document.xml` → `…document.main+xml`. */
export function contentTypes(zip: PizZip): ReadonlyMap<string, string> {
  const xml = zip.file(CONTENT_TYPES)?.asText() ?? '';
  const overrides = [...xml.matchAll(/<(?:\w+:)?Override\b[^>]*>/g)].flatMap(([tag]) => {
    const name = /\sPartName="\/?([^"]*)"/.exec(tag)?.[1];
    const type = /\sContentType="([^"]*)"/.exec(tag)?.[1];
    return name && type ? [[name, type] as const] : [];
  });
  return new Map(overrides);
}

/** Names of the parts in which tags are filled: body, headers, footers, footnotes, comments and properties. */
export function filledParts(zip: PizZip): string[] {
  return [...contentTypes(zip)].flatMap(([name, type]) => (FILLED.includes(type) && zip.file(name) ? [name] : []));
}

/** The part with the body of a Word document, whatever its name: Word itself writes `word/document2.xml` now and then. */
export function bodyPart(zip: PizZip): string | undefined {
  return [...contentTypes(zip)].find(([name, type]) => type === `${WORD}document.main+xml` && zip.file(name))?.[0];
}

export interface Relation {
  id: string;
  type: string;
  target: string;
  isExternal: boolean;
}

/** Relations of one `.rels` part; the type without its namespace (`hyperlink`, `image`). */
export function relationsIn(xml: string): Relation[] {
  return [...xml.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)].map(([tag]) => {
    const of = (name: string) => new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1] ?? '';
    const type = decoded(of('Type')).split('/').at(-1)!;
    const target = decoded(of('Target'));
    // An address is outside, whatever the relation says of it.
    const isExternal = of('TargetMode') === 'External' || /^[a-z][\w+.-]*:|^[\\/]{2}/i.test(target);
    return { id: of('Id'), type, target, isExternal };
  });
}
