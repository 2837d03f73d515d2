interface IssueText {
  /** Message and type of the legacy contract (pydantic v1 vocabulary). */
  msg: string;
  type: string;
  es: string;
}

/** What can be wrong with one value. `{limit}` is filled in. */
export const ISSUES = {
  MISSING: { msg: 'field required', type: 'value_error.missing', es: 'es obligatorio' },
  NULL_NOT_ALLOWED: {
    msg: 'none is not an allowed value',
    type: 'type_error.none.not_allowed',
    es: 'no puede quedar vacío',
  },
  NOT_TEXT: { msg: 'str type expected', type: 'type_error.str', es: 'debe ser un texto' },
  TOO_LONG: {
    msg: 'ensure this value has at most {limit} characters',
    type: 'value_error.any_str.max_length',
    es: 'admite {limit} caracteres como máximo',
  },
  NOT_INTEGER: {
    msg: 'value is not a valid integer',
    type: 'type_error.integer',
    es: 'debe ser un número entero',
  },
  NOT_NUMBER: { msg: 'value is not a valid float', type: 'type_error.float', es: 'debe ser un número' },
  TOO_SMALL: {
    msg: 'ensure this value is greater than or equal to {limit}',
    type: 'value_error.number.not_ge',
    es: 'debe ser {limit} o más',
  },
  NOT_ABOVE: {
    msg: 'ensure this value is greater than {limit}',
    type: 'value_error.number.not_gt',
    es: 'debe ser mayor que {limit}',
  },
  TOO_LARGE: {
    msg: 'ensure this value is less than or equal to {limit}',
    type: 'value_error.number.not_le',
    es: 'debe ser {limit} o menos',
  },
  NOT_BOOLEAN: {
    msg: 'value could not be parsed to a boolean',
    type: 'type_error.bool',
    es: 'debe ser verdadero o falso',
  },
  NOT_DATE: { msg: 'invalid date format', type: 'value_error.date', es: 'debe ser una fecha AAAA-MM-DD' },
  IN_FUTURE: { msg: 'date is in the future', type: 'value_error.date', es: 'no puede ser una fecha futura' },
  ENDS_BEFORE_START: {
    msg: 'end date precedes start date',
    type: 'value_error.date',
    es: 'no puede ser anterior a la fecha de inicio',
  },
  NOT_LIST: { msg: 'value is not a valid list', type: 'type_error.list', es: 'debe ser una lista' },
  TOO_MANY_ROWS: {
    msg: 'ensure this value has at most {limit} items',
    type: 'value_error.list.max_items',
    es: 'admite {limit} filas como máximo',
  },
  TOO_FEW_ROWS: {
    msg: 'ensure this value has at least {limit} items',
    type: 'value_error.list.min_items',
    es: 'requiere {limit} como mínimo',
  },
  NOT_OBJECT: { msg: 'value is not a valid dict', type: 'type_error.dict', es: 'debe ser un objeto' },
  WRONG_FORM: { msg: '{reason}', type: 'value_error.str.regex', es: '{reason}' },
  NOT_ONE_OF: {
    msg: 'value is not a valid enumeration member; permitted: {limit}',
    type: 'type_error.enum',
    es: 'debe ser uno de: {limit}',
  },
  NOT_JSON: { msg: 'invalid JSON', type: 'value_error.jsondecode', es: 'no es JSON válido' },
  UNKNOWN_ROW: {
    msg: 'row does not belong to this case',
    type: 'value_error.unknown_row',
    es: 'no es una fila de este caso',
  },
} as const satisfies Record<string, IssueText>;

export type IssueCode = keyof typeof ISSUES;

/** One fault of an input: where (names as in GraphQL, list positions as numbers) and what. */
export interface Issue {
  path: readonly (string | number)[];
  code: IssueCode;
  limit?: string | number;
}

/** What is wrong, as a sentence without its place. */
export function issueText(issue: Issue, language: 'es' | 'en'): string {
  const { es, msg } = ISSUES[issue.code];
  return fill(language === 'en' ? msg : es, issue);
}

/** Message and type of an issue in the vocabulary of the legacy contract. */
export function legacyIssue(issue: Issue): { msg: string; type: string } {
  const { msg, type } = ISSUES[issue.code];
  return { msg: fill(msg, issue), type };
}

function fill(text: string, issue: Issue): string {
  return text.replace(/\{(limit|reason)\}/g, String(issue.limit ?? ''));
}
