import type PizZip from 'pizzip';
import { addPicture } from '../pictures.js';
import { type Blocks, createBlocks, type Literal, tagsFor } from './blocks.js';
import { type Edit, edited, replaceText, run } from './edits.js';
import { faultAt, type Finding } from './finding.js';
import { type Operand, parseValue, Unsupported } from './jinja.js';
import { type Moved, moveTags } from './moved.js';
import { isName } from './names.js';
import { enclosing, type Paragraph, type Part, readPart } from './part.js';
import { filledParts } from './parts.js';
import { placeholder, PLACEHOLDER_PNG } from './placeholder.js';
import { type Tag, tagsOf } from './tags.js';
import { decoded } from './xml.js';

/**
 * Rewrites the Jinja of docxtpl templates as tags of ours, in place (docs/templates.md says which). A template that has none is
 * left as it is. Nothing is ever evaluated. Gives what cannot be said in our tags, with its place.
 */
export function convertTemplate(zip: PizZip): { isChanged: boolean; findings: Finding[] } {
  const converted = filledParts(zip).map((file) => {
    const part = readPart(file, zip.file(file)!.asText());
    const { xml, findings } = convertPart(part, (name, id) =>
      placeholder(name, id, addPicture(zip, file, `placeholder_${name}`, PLACEHOLDER_PNG)),
    );
    const isChanged = xml !== part.xml;
    if (isChanged) zip.file(file, xml);
    return { isChanged, findings };
  });
  return {
    isChanged: converted.some(({ isChanged }) => isChanged),
    findings: converted.flatMap(({ findings }) => findings),
  };
}

interface Conversion {
  part: Part;
  blocks: Blocks;
  edits: Edit[];
  moved: Moved;
  /** A picture of that name; `id` is a number of its own in the part. */
  drawingOf(name: string, id: number): string;
}

function convertPart(part: Part, drawingOf: Conversion['drawingOf']): { xml: string; findings: Finding[] } {
  const conversion: Conversion = { part, blocks: createBlocks(), edits: [], moved: new Map(), drawingOf };
  const findings: Finding[] = [];
  const attempt = (paragraph: Paragraph, work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      findings.push(faultAt(part, paragraph, error.message));
    }
  };
  for (const paragraph of part.paragraphs) {
    for (const tag of tagsOf(paragraph.text)) attempt(paragraph, () => convertTag(conversion, paragraph, tag));
  }
  for (const { kind, source, paragraph } of conversion.blocks.open) {
    findings.push(faultAt(part, paragraph, `«{% ${source} %}» no se cierra con «{% end${kind} %}»`));
  }
  const { edits, stranded } = moveTags(part, conversion.moved);
  findings.push(...stranded.map(({ paragraph, text }) => faultAt(part, paragraph, text)));
  return { xml: edited(part, [...conversion.edits, ...edits]), findings };
}

function convertTag(conversion: Conversion, paragraph: Paragraph, tag: Tag): void {
  const put = (text: string) => conversion.edits.push(...replaceText(paragraph, tag.start, tag.end, text));
  if (tag.kind === 'comment') put('');
  if (tag.kind === 'statement') convertStatement(conversion, paragraph, tag);
  const text = tag.kind === 'tag' ? valueText(conversion, paragraph, tag) : null;
  if (text !== null) put(text);
}

function convertStatement({ blocks, edits, moved }: Conversion, paragraph: Paragraph, tag: Tag): void {
  const { level, tags } = blocks.statement(decoded(tag.inner), paragraph);
  if (level === 'tr' || level === 'tc') {
    const box = enclosing(paragraph.box, `w:${level}`);
    if (!box) throw new Unsupported(`«{%${level} … %}» solo se admite en una tabla`);
    if (moved.has(box)) throw new Unsupported(`solo se admite una etiqueta «{%${level} … %}» por ${UNIT[level]}`);
    moved.set(box, { tags, paragraph });
    return;
  }
  const isAlone = level === 'p' || paragraph.text.trim() === paragraph.text.slice(tag.start, tag.end);
  if (!isAlone || paragraph.name !== 'w:p')
    return void edits.push(...replaceText(paragraph, tag.start, tag.end, tags.join('')));
  // A section whose tags have paragraphs of their own takes them away with it: so each tag gets one.
  const [first = '', ...others] = tags;
  edits.push(...replaceText(paragraph, 0, paragraph.text.length, first));
  const more = others.map((each) => `<w:p>${run(each)}</w:p>`).join('');
  if (more) edits.push({ start: paragraph.end, end: paragraph.end, text: more });
}

const UNIT = { tr: 'fila', tc: 'celda' };

/** What is ours already: sections, and what the check of the template will tell about. */
const OURS = /^\s*(?:[#^/@%=~:]|-w:|$)/;

/** What takes the place of a `{{ … }}`, or null where it stays as it is. */
function valueText(
  { blocks, drawingOf }: Conversion,
  paragraph: Paragraph,
  { inner: written, start }: Tag,
): string | null {
  const inner = decoded(written);
  if (OURS.test(inner)) return null;
  const source = inner.replace(/^-|-$/g, '');
  const value = parseValue(source);
  if ('chosen' in value) return choiceText(blocks, value.tests.map(blocks.literalOf), value.chosen, value.otherwise);
  if (isName(value.path, 'imagen')) return pictureText(paragraph, drawingOf(value.path, paragraph.start + start));
  const name = blocks.nameOf(value.path);
  if (value.otherwise) return choiceText(blocks, [{ name, negated: false }], value, { text: value.otherwise });
  return name === inner.trim() ? null : `{{ ${name} }}`;
}

function choiceText(blocks: Blocks, literals: Literal[], chosen: Operand, otherwise: Operand): string {
  const shown = (operand: Operand) =>
    'text' in operand ? escaped(operand.text) : `{{ ${blocks.nameOf(operand.path)} }}`;
  const around = (each: Literal[], text: string) => {
    const { opens, closes } = tagsFor(each, 'inline');
    return text && [...opens, text, ...closes].join('');
  };
  const [only, ...others] = literals;
  const other = shown(otherwise);
  if (other && others.length > 0) throw new Unsupported('«and» no se admite junto con «else»');
  return around(literals, shown(chosen)) + around([{ name: only!.name, negated: !only!.negated }], other);
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function pictureText({ name, pieces }: Paragraph, drawing: string): string {
  if (name !== 'w:p' || pieces.some(({ tag }) => tag.name !== 'w:t')) throw new Unsupported('aquí no cabe una imagen');
  return `</w:t>${drawing}<w:t xml:space="preserve">`;
}
