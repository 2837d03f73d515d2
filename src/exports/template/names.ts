import { AdverseEventData } from '../../entities/adverse-event.js';
import { CaseData } from '../../entities/case.js';
import { ConcomitantData } from '../../entities/concomitant.js';
import { fieldsOf } from '../../entities/field.js';
import { FollowupEntryData } from '../../entities/followup-entry.js';
import { ProductData } from '../../entities/product.js';
import type { CaseRecord } from '../../entities/record.js';
import { normalise } from '../../domain/words.js';
import { caseView } from '../case-view.js';
import type { ContextValue, DocumentContext, Signer } from '../context.js';
import { PICTURE_LABELS } from '../pictures.js';
import { CASE_LABELS, ROW_LABELS } from './labels.js';
import { CASE_PREFIX } from './scope.js';

/** A name that a template may use. `list` is the list in whose rows it stands; without one it can stand anywhere. */
export interface TemplateName {
  name: string;
  label: string;
  kind: 'texto' | 'casilla' | 'lista' | 'imagen';
  list?: string;
}

type DataType = abstract new () => object;

/** Lists of a case: the name in templates, the property of the record, and what a row holds. */
const LISTS = {
  productos: { property: 'products', type: ProductData },
  concomitantes: { property: 'concomitants', type: ConcomitantData },
  eventos: { property: 'events', type: AdverseEventData },
  seguimientos: { property: 'followupEntries', type: FollowupEntryData },
} as const satisfies Record<string, { property: keyof CaseRecord; type: DataType }>;

type ListName = keyof typeof LISTS;

const NOBODY: Signer = { nombre: null, cargo: null, company: null, celular: null, emailAlt: null, website: null };

/** Every name, told from the view of a case: a new field of an entity needs no line here. */
export const NAMES: readonly TemplateName[] = catalogue();

function catalogue(): TemplateName[] {
  const view = viewOf(blankCase());
  const pictures = Object.entries(PICTURE_LABELS).map(([name, label]) => ({ name, label, kind: 'imagen' as const }));
  const rows = Object.entries(LISTS).flatMap(([list, { type }]) =>
    namesIn((view[list] as readonly DocumentContext[])[0]!, type, ROW_LABELS, list),
  );
  return [...namesIn(view, CaseData, CASE_LABELS), ...pictures, ...rows];
}

function namesIn(view: DocumentContext, type: DataType, labels: Readonly<Record<string, string>>, list?: string) {
  const fields = new Map(fieldsOf(type).map(({ wire, about }) => [wire, about]));
  return Object.entries(view).map(([name, value]): TemplateName => {
    const label = labels[name] ?? fields.get(name) ?? '';
    return { name, label, kind: kindOf(value), ...(list && { list }) };
  });
}

function kindOf(value: ContextValue): TemplateName['kind'] {
  return typeof value === 'boolean' ? 'casilla' : typeof value === 'string' ? 'texto' : 'lista';
}

/** A case without values that has one row of each kind. */
function blankCase(): CaseRecord {
  const nothing = (type: DataType) => Object.fromEntries(fieldsOf(type).map(({ name }) => [name, null]));
  const rows = Object.values(LISTS).map(({ property, type }) => [property, [nothing(type)]]);
  const moment = new Date(0).toISOString();
  return { ...nothing(CaseData), id: 0, version: 0, createdAt: moment, ...Object.fromEntries(rows) } as CaseRecord;
}

function viewOf(record: CaseRecord): DocumentContext {
  return caseView(record, NOBODY, new Date(0));
}

const BY_OWNER = new Map(NAMES.map((each) => [`${each.list ?? CASE_PREFIX}.${each.name}`, each]));

/** What a name means inside those lists, the innermost last; undefined where it means nothing. */
export function nameIn(lists: readonly string[], name: string): TemplateName | undefined {
  const plain = name.replace(/^\^/, '');
  const [owner] = plain.includes('.') ? plain.split('.') : [];
  if (owner !== undefined) return owner === CASE_PREFIX || lists.includes(owner) ? BY_OWNER.get(plain) : undefined;
  const owners = [CASE_PREFIX, ...lists];
  return owners.map((each) => BY_OWNER.get(`${each}.${plain}`)).findLast((found) => found !== undefined);
}

/** Whether a name, wherever it stands, is that of a list or of a picture. */
export function isName(name: string, kind: TemplateName['kind']): boolean {
  return BY_OWNER.get(`${CASE_PREFIX}.${name}`)?.kind === kind;
}

/** The known name most like an unknown one, as it would be written there, or null when none is alike. */
export function nearestName(lists: readonly string[], name: string): string | null {
  const bare = normalise(name.split('.').at(-1));
  const usable = NAMES.filter(({ list }) => !list || lists.includes(list));
  const ranked = usable
    .map((each) => ({ each, distance: editsBetween(bare, normalise(each.name)) }))
    .sort((one, other) => one.distance - other.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, bare.length / 3) ? best.each.name : null;
}

/** Lists in whose rows a name stands. */
export function listsWith(name: string): string[] {
  return NAMES.flatMap((each) => (each.list && each.name === name ? [each.list] : []));
}

/** Levenshtein distance. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_unused, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= other.length; at++) {
      const swapped = row[at - 1]! + (letter === other[at - 1] ? 0 : 1);
      next.push(Math.min(swapped, row[at]! + 1, next[at - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

/**
 * The check box that a word marks: `gravedad` and `Grave` → `gravedad_grave`. Found by asking the view of a case, so that it
 * is true whatever the spelling. Null where there is no such box.
 */
export function boxFor(list: string | undefined, name: string, word: string): string | null {
  const blank = blankCase();
  const type = list === undefined ? CaseData : LISTS[list as ListName].type;
  const texts = fieldsOf(type).filter((field) => field.type === 'string');
  for (const { name: property } of texts) {
    const before = scopeOf(list, blank);
    const after = scopeOf(list, withValue(list, blank, property, word));
    const marked = Object.keys(after).filter((key) => after[key] === true && before[key] !== true);
    if (after[name] === word && before[name] !== word && marked.length === 1) return marked[0]!;
  }
  return null;
}

function scopeOf(list: string | undefined, record: CaseRecord): DocumentContext {
  const view = viewOf(record);
  return list === undefined ? view : (view[list] as readonly DocumentContext[])[0]!;
}

function withValue(list: string | undefined, record: CaseRecord, property: string, value: string): CaseRecord {
  if (list === undefined) return { ...record, [property]: value };
  const { property: rows } = LISTS[list as ListName];
  return { ...record, [rows]: [{ ...record[rows][0], [property]: value }] };
}

/** A case in which everything is filled and marked, with two rows of each kind, or one in which nothing is. */
export function sampleCase(isFull: boolean): DocumentContext {
  const own = (list?: string) => NAMES.filter((each) => each.list === list);
  const values = (list?: string): DocumentContext =>
    Object.fromEntries(
      own(list)
        .filter(({ kind }) => kind !== 'imagen')
        .map(({ name, kind }): [string, ContextValue] => {
          if (kind === 'lista') return [name, isFull ? [values(name), values(name)] : []];
          return [name, kind === 'casilla' ? isFull : isFull ? `«${name}»` : ''];
        }),
    );
  return values();
}
