import { decodeHTML } from 'entities';

/** Elements that begin a line of their own. */
const BLOCKS = new Set(
  `address article aside blockquote br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main
  nav ol p pre section table tbody tfoot thead tr ul`.split(/\s+/),
);
/** Elements whose content nobody reads. */
const UNREAD = new Set(['script', 'style', 'template', 'title']);
const CELLS = new Set(['td', 'th']);

/** A tag, a comment or a declaration. Made so that no text keeps it busy: each sign is looked at once. */
const TAG = /<(?:!--[^]*?(?:-->|$)|[!?][^>]*(?:>|$)|(\/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)>?)/g;

/**
 * The words of an HTML text, one line for each block; addresses of links behind their words. Nothing is fetched. It takes time
 * in proportion to the length, whatever the text: the usual libraries build a tree, and a deep one holds a server up for minutes.
 */
export function htmlToText(html: string): string {
  const parts: string[] = [];
  const state = { place: 0, unread: '', link: '' };
  for (const { 0: tag, 1: closing, 2: name, 3: attributes, index } of html.matchAll(TAG)) {
    if (!state.unread) parts.push(flat(html.slice(state.place, index)));
    state.place = index + tag.length;
    if (name) parts.push(...markOf(name.toLowerCase(), closing === '/', attributes ?? '', state));
  }
  if (!state.unread) parts.push(flat(html.slice(state.place)));
  return decodeHTML(parts.join(''))
    .replace(/[ \t\u00A0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function markOf(name: string, closes: boolean, attributes: string, state: { unread: string; link: string }): string[] {
  if (state.unread) {
    if (closes && name === state.unread) state.unread = '';
    return [];
  }
  if (!closes && UNREAD.has(name)) state.unread = name;
  if (name === 'a') return linkMark(closes, attributes, state);
  if (BLOCKS.has(name)) return ['\n'];
  return CELLS.has(name) ? [' '] : [];
}

function linkMark(closes: boolean, attributes: string, state: { link: string }): string[] {
  const address = state.link;
  state.link = closes ? '' : (/href\s*=\s*["']?((?:https?:|mailto:)[^"'\s>]+)/i.exec(attributes)?.[1] ?? '');
  return closes && address ? [` [${address}]`] : [];
}

const flat = (text: string) => text.replace(/\s+/g, ' ');
