import PizZip from 'pizzip';
import { sampleDocument } from '../../src/exports/pdf/inspect.js';

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SPACES = [
  `xmlns:r="${OFFICE}"`,
  'xmlns:v="urn:schemas-microsoft-com:vml"',
  'xmlns:o="urn:schemas-microsoft-com:office:office"',
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"',
].join(' ');

interface Trap {
  /** What stands in the text; `rId9` is the link. */
  body?: (target: string) => string;
  /** The kind of the link, and the part that it belongs to. */
  link?: string;
  part?: 'document' | 'settings';
  settings?: string;
}

const field = (instruction: string) =>
  '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>' +
  `<w:r><w:instrText xml:space="preserve"> ${instruction} </w:instrText></w:r>` +
  '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>antes</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>';

const paragraph = (content: string) => `<w:p>${content}</w:p>`;

const PICTURE =
  '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="x"/><a:graphic>' +
  '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>' +
  '<pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="rId9"/><a:stretch><a:fillRect/>' +
  '</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>' +
  '<a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>';

/** Every way that we know of in which a Word document names something outside itself. */
export const TRAPS: Record<string, Trap> = {
  'a linked picture': { body: () => paragraph(PICTURE), link: 'image' },
  'a linked picture of the old kind': {
    body: () =>
      paragraph(
        '<w:r><w:pict><v:shape style="width:70pt;height:70pt"><v:imagedata r:href="rId9"/></v:shape></w:pict></w:r>',
      ),
    link: 'image',
  },
  'a linked OLE object': {
    body: () =>
      paragraph(
        '<w:r><w:object><v:shape id="s1" style="width:70pt;height:70pt"/><o:OLEObject Type="Link" ProgID="Excel.Sheet.12" ' +
          'ShapeID="s1" DrawAspect="Content" ObjectID="_1" r:id="rId9" UpdateMode="Always"/></w:object></w:r>',
      ),
    link: 'oleObject',
  },
  'an attached template': { settings: '<w:attachedTemplate r:id="rId9"/>', part: 'settings', link: 'attachedTemplate' },
  'a source of mail merge': {
    settings: '<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:dataSource r:id="rId9"/></w:mailMerge>',
    part: 'settings',
    link: 'mailMergeSource',
  },
  'a chunk of another format': { body: () => '<w:altChunk r:id="rId9"/>', link: 'aFChunk' },
  'a part of a master document': { body: () => paragraph('<w:subDoc r:id="rId9"/>'), link: 'subDocument' },
  'a field that includes a picture': { body: (target) => paragraph(field(`INCLUDEPICTURE "${target}" \\d`)) },
  'a field that includes a text': { body: (target) => paragraph(field(`INCLUDETEXT "${target}"`)) },
  'a field that imports a picture': { body: (target) => paragraph(field(`IMPORT "${target}"`)) },
  'a field that is kept up to date from another program': {
    body: (target) => paragraph(field(`DDEAUTO soffice "${target}" hoja`)),
  },
  'a field that links an object': {
    body: (target) => paragraph(field(`LINK Word.Document.12 "${target}" "" \\a \\t`)),
  },
  'a field that runs a macro': { body: () => paragraph(field('MACROBUTTON AutoOpen pulse')) },
  'a hyperlink': {
    body: () => paragraph('<w:hyperlink r:id="rId9"><w:r><w:t>pulse</w:t></w:r></w:hyperlink>'),
    link: 'hyperlink',
  },
};

/** A Word document of one line and one trap that leads to `target`. */
export function linkedDocument({ body, link, part = 'document', settings }: Trap, target: string): Buffer {
  const zip = new PizZip(sampleDocument());
  const change = (name: string, alter: (xml: string) => string) => zip.file(name, alter(zip.file(name)!.asText()));
  change('word/document.xml', (xml) =>
    xml.replace('<w:document ', `<w:document ${SPACES} `).replace('<w:sectPr>', `${body?.(target) ?? ''}<w:sectPr>`),
  );
  const relations = [
    ...(link ? [[part, `Id="rId9" Type="${OFFICE}/${link}" Target="${target}" TargetMode="External"`]] : []),
    ...(settings ? [['document', `Id="rId1" Type="${OFFICE}/settings" Target="settings.xml"`]] : []),
  ];
  for (const [owner, attributes] of relations)
    zip.file(
      `word/_rels/${owner}.xml.rels`,
      `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship ${attributes}/></Relationships>`,
    );
  if (settings) {
    const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml';
    change('[Content_Types].xml', (xml) =>
      xml.replace('</Types>', `<Override PartName="/word/settings.xml" ContentType="${type}"/></Types>`),
    );
    const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
    zip.file('word/settings.xml', `<?xml version="1.0"?><w:settings ${word} ${SPACES}>${settings}</w:settings>`);
  }
  return zip.generate({ type: 'nodebuffer' });
}
