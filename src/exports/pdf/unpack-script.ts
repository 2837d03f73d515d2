/**
 * How docx-preview gets at the parts of a document, inside the page: ours lie there uncompressed, and some of what Word and LibreOffice
 * write is said in the one way that docx-preview knows. Text, and not our code, for the reasons of `page-script.ts`.
 */
export const UNPACK_SCRIPT = String.raw`
// docx-preview takes a bare <w:tblHeader/> for false, though Word writes it so, and knows the room in a cell by its sides alone, which
// LibreOffice calls its start and its end. It is told where it unpacks: to pack the document anew for it would cost as much as to draw it.
const asUnderstood = (xml) =>
  xml
    .replace(/<w:tblHeader\s*\/>/g, '<w:tblHeader w:val="true"/>')
    .replace(/<w:(tblCellMar|tcMar)>[\s\S]*?<\/w:\1>/g, (room) => room.replace(/<w:start\b/g, '<w:left').replace(/<w:end\b/g, '<w:right'));
// Which part of Word's is the body, its name does not tell.
const WORD_PART = /^word\/[^/]+\.xml$/;
const unpack = JSZip.loadAsync;
JSZip.loadAsync = async (bytes) => {
  const files = storedParts(bytes);
  if (files) return { files };
  const zip = await unpack.call(JSZip, bytes);
  for (const part of zip.file(WORD_PART)) zip.file(part.name, asUnderstood(await part.async('string')));
  return zip;
};

// The server's documents are packed without being compressed: their parts lie there to be read, and JSZip would take as long for it
// as drawing takes. Null for any other document.
function storedParts(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) return null;
  const files = {};
  let entry = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count -= 1) {
    const name = view.getUint16(entry + 28, true);
    if (view.getUint16(entry + 10, true) !== 0) return null;
    const local = view.getUint32(entry + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const path = textOf(bytes.subarray(entry + 46, entry + 46 + name));
    files[path] = { async: readerOf(path, bytes.subarray(start, start + view.getUint32(entry + 20, true))) };
    entry += 46 + name + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
  }
  return files;
}

function textOf(bytes) {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

// The kinds that docx-preview asks for.
function readerOf(path, bytes) {
  const kinds = {
    string: () => (WORD_PART.test(path) ? asUnderstood(textOf(bytes)) : textOf(bytes)),
    blob: () => new Blob([bytes]),
    uint8array: () => bytes,
  };
  return async (kind) => kinds[kind]();
}
`;
