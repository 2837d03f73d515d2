/** A grey point: what Word shows, stretched, until a picture takes its place. */
export const PLACEHOLDER_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGN4AQAA6gDp3uJOLwAAAABJRU5ErkJggg==',
  'base64',
);

/** Room of each picture on paper, in EMU (9525 are a pixel of 1/96 inch): that of our own form. */
const ROOMS: Readonly<Record<string, { width: number; height: number }>> = {
  firma_img: { width: 190 * 9525, height: 70 * 9525 },
  firma_logo: { width: 150 * 9525, height: 46 * 9525 },
};
const OTHER_ROOM = { width: 150 * 9525, height: 50 * 9525 };

const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** An inline picture whose alt text asks for the picture of that name. */
export function placeholder(name: string, id: number, relation: string): string {
  const { width, height } = ROOMS[name] ?? OTHER_ROOM;
  const alt = `id="${id}" name="${name}" descr="{{%${name}}}"`;
  const size = `cx="${width}" cy="${height}"`;
  return (
    `<w:drawing><wp:inline xmlns:wp="${DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent ${size}/><wp:docPr ${alt}/>` +
    `<a:graphic xmlns:a="${DRAWING}/main"><a:graphicData uri="${DRAWING}/picture"><pic:pic xmlns:pic="${DRAWING}/picture">` +
    `<pic:nvPicPr><pic:cNvPr ${alt}/><pic:cNvPicPr/></pic:nvPicPr>` +
    `<pic:blipFill><a:blip xmlns:r="${RELATIONS}" r:embed="${relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
    `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>` +
    '</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
  );
}
