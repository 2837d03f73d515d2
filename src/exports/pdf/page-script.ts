/**
 * What runs inside the page. It is text because it is the browser's code, not ours: neither its types nor its globals
 * belong to the server, and no build step may rewrite it.
 *
 * docx-preview draws one long page: its header and footer come once, page numbers and repeated table heads not at all.
 * So the header and the footer are fixed, which Chromium prints on every page; the document goes into a table whose head
 * and foot keep their room free on each page; page numbers become a margin box, the only place where CSS can count pages.
 */
export const PAGE_SCRIPT = String.raw`
window.printable = async (base64) => {
  const options = { inWrapper: false, useBase64URL: true, renderAltChunks: false, ignoreLastRenderedPageBreak: true };
  const model = await docx.parseAsync(bytesOf(base64), options);
  const parts = Object.values(model.partsMap ?? {}).filter((part) => /(header|footer)\d*\.xml$/.test(part.path));
  parts.forEach((part) => markPageFields(part.rootElement));
  markHeadRows(model.documentPart.body);
  const nodes = await docx.renderDocument(model, options);
  const within = (selector) => nodes.flatMap((node) => [...(node.querySelectorAll?.(selector) ?? [])]);
  await Promise.all(within('img').map((image) => image.decode().catch(() => {})));
  repeatHeadRows(within('table'));
  // Header and footer are measured while the rest is not there: each look at the whole would lay the whole out.
  const articles = within(':scope > article');
  articles.forEach((article) => article.remove());
  document.head.querySelectorAll('style:not([media])').forEach((style) => style.remove());
  document.body.replaceChildren();
  for (const node of nodes) (node.nodeName === 'STYLE' ? document.head : document.body).append(node);
  document.title = model.corePropsPart?.props?.title ?? '';
  fitLines('section.docx p');
  paginate(articles);
  fitLines('article p');
  keepRowsWhole();
  // Asked for where there are none to wait for, they would be ready with the next picture of the screen.
  if (document.fonts.status !== 'loaded') await document.fonts.ready;
  return { tagged: document.querySelectorAll('br').length <= TAGGED_BREAKS_MAX };
};

function bytesOf(base64) {
  return Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

// What Chromium takes to tag the lines of one text grows with their square: some thousands would take minutes.
const TAGGED_BREAKS_MAX = 1000;

const FIELD_MARKS = { PAGE: '\uE000', NUMPAGES: '\uE001' };

// A field is runs between "begin" and "end"; what Word last showed stands between "separate" and "end" and is dropped.
function markPageFields(element) {
  let mark = null;
  for (const run of runsIn(element)) {
    for (const child of run.children ?? []) {
      if (child.type === 'instruction') mark = FIELD_MARKS[child.text.trim().split(/\s+/)[0].toUpperCase()] ?? null;
      if (child.type === 'complexField' && child.charType === 'end' && mark) {
        run.fieldRun = false;
        run.children = [{ type: 'text', text: mark }];
        mark = null;
      } else if (mark && !run.fieldRun) run.children = [];
    }
  }
}

function runsIn(element) {
  return element.type === 'run' ? [element] : (element.children ?? []).flatMap(runsIn);
}

function markHeadRows(element) {
  if (element.type === 'row' && element.isHeader) element.className = ((element.className ?? '') + ' head-row').trim();
  (element.children ?? []).forEach(markHeadRows);
}

// Only the rows at the top of a table can be repeated, as in Word.
function repeatHeadRows(tables) {
  for (const table of tables) {
    const head = document.createElement('thead');
    while (table.rows.length > 0) {
      const next = [...table.rows].find((row) => row.parentNode !== head);
      if (!next || !next.classList.contains('head-row')) break;
      head.append(next);
    }
    if (!head.rows.length) continue;
    const body = document.createElement('tbody');
    body.append(...[...table.children].filter((child) => child.tagName === 'TR'));
    table.append(head, body);
  }
}

// The line of a paragraph is as high as its text, not as the browser's default text.
function fitLines(selector) {
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  const probe = document.querySelector('section.docx').appendChild(document.createElement('span'));
  const usual = size(probe);
  const family = getComputedStyle(probe).fontFamily;
  probe.remove();
  const empty = [];
  // All is read before anything is written: each change between would make the browser work out its styles anew.
  const lines = [...document.querySelectorAll(selector)].map((paragraph) => {
    const spans = [...paragraph.querySelectorAll('span')];
    const sizes = spans.filter((span) => span.textContent).map(size);
    empty.push(...spans.filter((span) => !span.textContent));
    return [paragraph, sizes.length ? Math.max(...sizes) : usual, getComputedStyle(paragraph).borderTopStyle !== 'none'];
  });
  // An empty run makes its line as high as a written one.
  for (const span of empty) span.style.fontSize = 'inherit';
  for (const [paragraph, fontSize, hasRule] of lines) {
    Object.assign(paragraph.style, { fontSize: fontSize + 'px', fontFamily: family });
    // docx-preview draws the line above a paragraph without the space that belongs to it.
    if (hasRule) paragraph.style.paddingTop = '2pt';
  }
}

function paginate(articles) {
  const section = document.querySelector('section.docx');
  const style = getComputedStyle(section);
  const page = { width: style.width, height: style.minHeight, left: style.paddingLeft, right: style.paddingRight };
  const header = fixed(section.querySelector(':scope > header'), 'top', page, style.paddingTop);
  const footer = fixed(section.querySelector(':scope > footer'), 'bottom', page, style.paddingBottom);
  const counted = footer ? countedLine(footer) : { boxes: '', height: 0 };
  if (footer) footer.style.bottom = '0';
  const top = Math.max(parseFloat(style.paddingTop), header ? header.edge + header.offsetHeight + 6 : 0);
  const bottom = Math.max(parseFloat(style.paddingBottom) - counted.height, footer ? footer.offsetHeight + 6 : 0);
  document.querySelectorAll('section.docx ~ section.docx').forEach((other) => other.remove());
  addPageStyle(page, counted);
  section.append(framed(top, bottom, articles));
}

// Takes the header or footer out of the flow; it keeps the distance from the edge of the paper that Word gives it.
function fixed(element, side, page, padding) {
  if (!element) return null;
  const margin = getComputedStyle(element)[side === 'top' ? 'marginTop' : 'marginBottom'];
  element.edge = Math.max(0, parseFloat(padding) + (parseFloat(margin) || 0));
  element.removeAttribute('style');
  Object.assign(element.style, { position: 'fixed', left: page.left, right: page.right, [side]: element.edge + 'px' });
  return element;
}

// The line with the page number goes into the margin boxes, whole: each paragraph of it with its texts, its side, its look.
function countedLine(footer) {
  const paragraphs = [...footer.querySelectorAll('p')];
  const counter = paragraphs.find((paragraph) => /[\uE000\uE001]/.test(paragraph.textContent));
  if (!counter) return { boxes: '', height: 0 };
  const level = counter.getBoundingClientRect();
  const mates = paragraphs.filter((paragraph) => Math.abs(paragraph.getBoundingClientRect().bottom - level.bottom) < 3);
  const boxes = mates.map((paragraph) => marginBox(paragraph, footer)).join('');
  const table = counter.closest('table');
  for (const paragraph of mates) paragraph.style.display = 'none';
  if (table && mates.length === table.querySelectorAll('p').length) table.remove();
  return { boxes, height: footer.edge + level.height + 2 };
}

function marginBox(paragraph, footer) {
  const align = getComputedStyle(paragraph).textAlign;
  const side = { right: 'right', end: 'right', center: 'center' }[align] ?? 'left';
  const look = getComputedStyle([...paragraph.querySelectorAll('span')].find((span) => span.textContent.trim()) ?? paragraph);
  const content = paragraph.textContent
    .split(/([\uE000\uE001])/)
    .map((text) => ({ '\uE000': 'counter(page)', '\uE001': 'counter(pages)' })[text] ?? quoted(text))
    .join(' ');
  const inset = side === 'center' ? '' : 'padding-' + side + ':' + footer.style[side] + ';';
  return '@bottom-' + side + '{content:' + content + ';font-family:' + look.fontFamily + ';font-size:' + look.fontSize + ';font-weight:' +
    look.fontWeight + ';color:' + look.color + ';vertical-align:bottom;white-space:pre;' + inset + 'padding-bottom:' + footer.edge + 'px}';
}

function quoted(text) {
  return '"' + text.replace(/[^\p{L}\p{N} ]/gu, (character) => '\\' + character.codePointAt(0).toString(16) + ' ') + '"';
}

// A table whose head and foot come on every page and hold nothing but room.
function framed(top, bottom, articles) {
  const room = (height) => '<tr><td style="height:' + height + 'px"></td></tr>';
  const frame = document.createElement('table');
  frame.className = 'page-frame';
  frame.innerHTML = '<thead>' + room(top) + '</thead><tbody><tr><td></td></tr></tbody><tfoot>' + room(bottom) + '</tfoot>';
  frame.tBodies[0].rows[0].cells[0].append(...articles);
  return frame;
}

function addPageStyle(page, counted) {
  const style = document.createElement('style');
  style.textContent = [
    '@page{size:' + page.width + ' ' + page.height + ';margin:0 0 ' + counted.height + 'px 0;' + counted.boxes + '}',
    'html,body{margin:0;padding:0;background:#fff;-webkit-print-color-adjust:exact}',
    // Without this, small letters are set at whole pixels and drift apart.
    'body{text-rendering:geometricPrecision}',
    'section.docx{display:block!important;padding:0!important;min-height:0!important;overflow:visible!important;hyphens:manual}',
    '.page-frame{width:100%;table-layout:fixed}',
    '.page-frame>*>tr>td{padding:0;border:0}',
    '.page-frame>tbody>tr>td{padding-left:' + page.left + ';padding-right:' + page.right + '}',
    // A word without an end must neither leave its cell nor widen the table. Stronger than docx-preview's own rule.
    'section.docx td span{overflow-wrap:anywhere}',
    'article thead{break-after:avoid}',
    '.whole{break-inside:avoid}',
  ].join('\n');
  document.head.append(style);
}

const WHOLE_ROW_PX = 320;

// Rows of an ordinary height stay on one page; a narrative longer than that has to run over.
function keepRowsWhole() {
  const rows = [...document.querySelectorAll('article tbody > tr')].filter((row) => row.offsetHeight <= WHOLE_ROW_PX);
  for (const row of rows) row.classList.add('whole');
}
`;
