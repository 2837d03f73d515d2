import { PICTURE_LABELS } from '../pictures.js';
import { fault, faultAt, type Finding } from './finding.js';
import { isName, listsWith, nameIn, nearestName } from './names.js';
import type { Paragraph, Part } from './part.js';
import { createSections, type Sections } from './sections.js';
import { type Reference, referenceOf, type Tag, tagsOf } from './tags.js';
import { decoded } from './xml.js';

/** Names that the tags of one part use, and what is wrong with them. */
export interface Checked {
  used: Set<string>;
  findings: Finding[];
}

/** Enough to mend: each costs a search for the name that was meant. */
const FINDINGS_MAX = 100;

/** Checks every tag of a part: well written, known where it stands, its section closed where it can be. */
export function checkTags(part: Part): Checked {
  const checked: Checked = { used: new Set(), findings: [] };
  const sections = createSections(part);
  for (const paragraph of part.paragraphs) {
    for (const tag of tagsOf(paragraph.text)) {
      if (checked.findings.length >= FINDINGS_MAX) return checked;
      checked.findings.push(...tagFaults(part, paragraph, tag, sections, checked.used));
    }
  }
  checked.findings.push(...sections.end());
  return checked;
}

const SHOWN_CHARACTERS = 60;

function tagFaults(part: Part, paragraph: Paragraph, tag: Tag, sections: Sections, used: Set<string>): Finding[] {
  const inner = decoded(tag.inner);
  const shown = inner.trim().slice(0, SHOWN_CHARACTERS);
  const told = (text: string) => [faultAt(part, paragraph, text)];
  if (tag.kind === 'unclosed')
    return told(
      `la etiqueta «${decoded(paragraph.text.slice(tag.start, tag.start + 2))}${inner.slice(0, SHOWN_CHARACTERS).trimEnd()}» no se cierra`,
    );
  if (tag.kind === 'unopened') return told(`«${shown}${paragraph.text.slice(tag.start, tag.end)}» no se abre`);
  if (tag.kind === 'statement') return told(`«{% ${shown} %}» no se admite`);
  if (tag.kind === 'comment') return [];
  const reference = referenceOf(inner);
  if (!reference) return told(malformed(inner, shown));
  if (reference.use === 'close') return sections.close(inner.slice(1), paragraph);
  used.add(reference.name);
  const faults = nameFaults(reference, sections.lists()).flatMap(told);
  if (reference.use === 'value') return faults;
  const written = inner.replace(/^(?:[#^]|-\S+\s)/, '');
  return [...faults, ...sections.open(reference, written, paragraph)];
}

function malformed(inner: string, shown: string): string {
  if (shown === '') return 'hay una etiqueta vacía «{{ }}»';
  if (shown.startsWith('%')) return `«{{${shown}}}» no va en el texto: es el texto alternativo de una imagen`;
  if (/^\s+[#^/]/.test(inner)) return `quite el espacio antes de «${shown}»: «{{${shown}}}»`;
  return `la etiqueta «{{${shown}}}» no se admite`;
}

function nameFaults({ use, name }: Reference, lists: readonly string[]): string[] {
  const known = nameIn(lists, name);
  if (!known) return [isName(name, 'imagen') ? asPicture(name) : unknown(name, lists)];
  if (known.kind === 'imagen') return [asPicture(name)];
  if (known.kind === 'lista' && use === 'value') return [`«${name}» es una lista: escriba {{#${name}}} … {{/${name}}}`];
  return [];
}

function asPicture(name: string): string {
  return `«${name}» es una imagen: inserte una imagen y escriba {{%${name}}} en su texto alternativo`;
}

function unknown(name: string, lists: readonly string[]): string {
  const [bare = '', owner] = name.replace(/^\^/, '').split('.').reverse();
  const nearest = nearestName(lists, bare);
  const hint = nearest ? `: ¿quiso decir «${nearest}»?` : '';
  if (owner !== undefined && lists.includes(owner)) return `las filas de «${owner}» no tienen «${bare}»${hint}`;
  const places = listsWith(bare);
  const around = lists.findLast((list) => places.includes(list));
  if (around) return `«${name}» es de cada fila: escriba «${around}.${bare}»`;
  if (places.length > 0) {
    const sections = places.map((list) => `{{#${list}}} … {{/${list}}}`).join(' o ');
    return `«${name}» solo se conoce en las filas de una lista: escríbalo entre ${sections}`;
  }
  return `no se conoce «${name.slice(0, SHOWN_CHARACTERS)}»${hint}`;
}

/** Pictures are asked for by the alt text (description) of a picture, and by nothing else. */
export function checkPictures({ file, xml }: Part): Checked {
  const texts = [...xml.matchAll(/\s(descr|title|alt)="([^"]*\{\{[^"]*)"/g)].map(([, attribute, value]) => {
    const text = decoded(value!).trim().slice(0, SHOWN_CHARACTERS);
    return { attribute: attribute!, text, name: /^\{\{%\s*(\w+)\s*\}\}$/.exec(text)?.[1] };
  });
  const used = new Set(texts.flatMap(({ attribute, name }) => (attribute === 'descr' && name ? [name] : [])));
  const shapes = [...xml.matchAll(/<w:drawing>[\s\S]*?<\/w:drawing>/g)].filter(
    ([drawing]) => /\sdescr="\s*\{\{%/.test(drawing) && !drawing.includes('r:embed='),
  );
  const faults = [...texts.map((each) => pictureFault(each, used)), ...shapes.map(() => NO_PICTURE)];
  return { used, findings: [...new Set(faults)].flatMap((text) => (text ? [fault(text, file)] : [])) };
}

const NO_PICTURE = 'hay una forma con el texto alternativo de una imagen: inserte en su lugar una imagen PNG o JPEG';

function pictureFault(
  { attribute, text, name }: { attribute: string; text: string; name?: string },
  used: ReadonlySet<string>,
): string | null {
  if (name === undefined) return `el texto alternativo «${text}» no es el nombre de una imagen, como {{%firma_img}}`;
  const known = Object.keys(PICTURE_LABELS);
  if (!known.includes(name)) return `no se conoce la imagen «${name}»: hay ${known.join(' y ')}`;
  if (attribute === 'alt') return `la imagen {{%${name}}} es de un formato antiguo: bórrela e insértela de nuevo`;
  return used.has(name) ? null : `escriba {{%${name}}} como descripción del texto alternativo, no como título`;
}
