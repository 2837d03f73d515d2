// What is asked of every server: the same fields, in the words of each.

export const CASE_FIELDS = [
  'numero',
  'estado',
  'gravedad',
  'pacienteIniciales',
  'pacienteEdad',
  'pacienteSexo',
  'productoSospechoso',
  'descripcionEvento',
  'fechaInicioEvento',
  'reportanteNombre',
  'eaDesenlace',
  'createdAt',
];

/** The lists of a case: name, table, and fields beside `id`. */
export const LISTS = [
  {
    name: 'products',
    type: 'Product',
    table: 'icsr_productos',
    fields: [
      'nombreProducto',
      'ifa',
      'registroSanitario',
      'nroLote',
      'viaAdministracion',
      'dosisFrecuencia',
      'fechaInicio',
    ],
  },
  {
    name: 'concomitants',
    type: 'Concomitant',
    table: 'icsr_concomitantes',
    fields: ['nombreProducto', 'dosisFrecuencia', 'viaAdministracion'],
  },
  {
    name: 'followupEntries',
    type: 'FollowupEntry',
    table: 'icsr_seguimientos',
    fields: ['numero', 'fecha', 'comentarios'],
  },
  {
    name: 'events',
    type: 'AdverseEvent',
    table: 'icsr_eventos',
    fields: ['texto', 'gravedad', 'causalidad', 'desenlace', 'fechaInicio'],
  },
];

/** Fields that are numbers; all others are texts. */
export const NUMBERS = { Case: ['pacienteEdad'], FollowupEntry: ['numero'] };

export const ROWS = 20;
export const ITEM = ['numero', 'pacienteIniciales', 'productoSospechoso', 'estado', 'gravedad', 'fechaInicioEvento'];
const ITEM_LISTS = { products: ['nombreProducto', 'nroLote'], events: ['texto', 'gravedad'] };

export const columnOf = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const whole = LISTS.map(({ name, fields }) => ({ name, fields }));
const short = Object.entries(ITEM_LISTS).map(([name, fields]) => ({ name, fields }));

const ours = (fields, lists) =>
  ['id', ...fields, ...lists.map(({ name, fields }) => `${name} { id ${fields.join(' ')} }`)].join(' ');

/** PostGraphile's names, given ours by aliases: what it does is the same. */
const POSTGRAPHILE = {
  products: 'icsrProductosByIcsrId',
  concomitants: 'icsrConcomitantesByIcsrId',
  followupEntries: 'icsrSeguimientosByIcsrId',
  events: 'icsrEventosByIcsrId',
};
const postgraphile = (fields, lists) =>
  [
    'id: rowId',
    ...fields,
    ...lists.map(({ name, fields }) => `${name}: ${POSTGRAPHILE[name]} { nodes { id: rowId ${fields.join(' ')} } }`),
  ].join(' ');

/** Documents by operation and dialect. The lists are newest first; peers page by offset, as they would. */
export const DOCUMENTS = {
  one: {
    vigia: `query One($id: ID!) { case(id: $id) { ${ours(CASE_FIELDS, whole)} } }`,
    plain: `query One($id: Int!) { case(id: $id) { ${ours(CASE_FIELDS, whole)} } }`,
    postgraphile: `query One($id: Int!) { case: icsrByRowId(rowId: $id) { ${postgraphile(CASE_FIELDS, whole)} } }`,
  },
  list: {
    vigia: `query List($after: String) { cases(first: ${ROWS}, after: $after) { nodes { ${ours(ITEM, short)} } } }`,
    plain: `query List($offset: Int!) { cases(first: ${ROWS}, offset: $offset) { ${ours(ITEM, short)} } }`,
    postgraphile: `query List($offset: Int!) {
      cases: allIcsrs(first: ${ROWS}, offset: $offset, orderBy: ROW_ID_DESC) { nodes { ${postgraphile(ITEM, short)} } } }`,
  },
};

export const graphql = (query, variables) => ({ method: 'POST', path: '/graphql', body: { query, variables } });
