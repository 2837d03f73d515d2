import { atEnd, atStart, type Edit } from './edits.js';
import { type Box, enclosing, type Paragraph, type Part } from './part.js';

/** Rows and cells that hold nothing but a statement of docxtpl: they go, and leave these tags to their neighbours. */
export type Moved = Map<Box, { tags: string[]; paragraph: Paragraph }>;

interface Moving {
  edits: Edit[];
  /** Tags that no neighbour can take. */
  stranded: { paragraph: Paragraph; text: string }[];
}

const AROUND = { 'w:tr': 'w:tbl', 'w:tc': 'w:tr' } as const;

/** Takes these rows and cells away: what they open begins in the next one, what they close ends in the one before. */
export function moveTags(part: Part, moved: Moved): Moving {
  const moving: Moving = { edits: [], stranded: [] };
  if (moved.size === 0) return moving;
  for (const kind of ['w:tr', 'w:tc'] as const) {
    const boxes = part.boxes.filter(({ name }) => name === kind);
    const paragraphs = Map.groupBy(part.paragraphs, ({ box }) => enclosing(box, kind));
    for (const siblings of Map.groupBy(boxes, ({ parent }) => enclosing(parent, AROUND[kind])).values()) {
      if (siblings.some((box) => moved.has(box)))
        moveAmong(siblings, moved, (box) => paragraphs.get(box) ?? [], moving);
    }
  }
  return moving;
}

function moveAmong(siblings: Box[], moved: Moved, paragraphsOf: (box: Box) => Paragraph[], moving: Moving): void {
  const { edits, stranded } = moving;
  let tags: string[] = [];
  let asking: Paragraph | undefined;
  let before: Box | undefined;
  const settle = (next: Box | undefined) => {
    const closes = tags.filter(isClosing).join('');
    const opens = tags.filter((tag) => !isClosing(tag)).join('');
    const last = before && lastOf(paragraphsOf(before));
    const first = next && paragraphsOf(next)[0];
    if (closes && last) edits.push(atEnd(last, closes));
    if (opens && first) edits.push(atStart(first, opens));
    if ((closes && !last) || (opens && !first)) stranded.push({ paragraph: asking!, text: NOTHING_BESIDE });
    tags = [];
  };
  for (const box of siblings) {
    const own = moved.get(box);
    if (own) {
      tags = withoutEmpty([...tags, ...own.tags]);
      asking = own.paragraph;
      edits.push({ start: box.start, end: box.end, text: '' });
    } else {
      settle(box);
      before = box;
    }
  }
  settle(undefined);
}

const NOTHING_BESIDE = 'no hay en esta tabla una fila o celda que la etiqueta pueda repetir u ocultar';

function isClosing(tag: string): boolean {
  return tag.startsWith('{{/');
}

/** Sections that open and close at once show nothing: what is left closes first and opens then. */
function withoutEmpty(tags: readonly string[]): string[] {
  return tags.reduce<string[]>((kept, tag) => {
    const opened = kept.at(-1);
    return isClosing(tag) && opened !== undefined && !isClosing(opened) ? kept.slice(0, -1) : [...kept, tag];
  }, []);
}

/** The one that ends last: a text box has paragraphs inside another. */
function lastOf(paragraphs: readonly Paragraph[]): Paragraph | undefined {
  return paragraphs.reduce<Paragraph | undefined>(
    (last, each) => (last && last.end > each.end ? last : each),
    undefined,
  );
}
