/**
 * What the hit-miss model takes for granted of each field: data, with a reason each. Nothing here was fitted to cases; what the
 * database knows better (how common a value is) comes from `frequencies.ts`.
 */
export interface FieldModel {
  label: string;
  /** Chance that a recorded value is a random one in place of the true one (`a` of the hit-miss model). */
  miss: number;
  /** How many values the field may plausibly take: what a value that was never counted is worth. */
  values: number;
  /** Ways of being nearly equal, each with the share of true duplicates in which it is seen. */
  near?: Readonly<Record<string, number>>;
}

export const FIELDS = {
  // Order and missing surnames are accounted for, so that little is left to chance. Two to four letters, of which few are common.
  iniciales: {
    label: 'Iniciales del paciente',
    miss: 0.02,
    values: 2000,
    near: { 'en otro orden': 0.05, 'falta un apellido': 0.1 },
  },
  // The days of seventy years.
  nacimiento: {
    label: 'Fecha de nacimiento',
    miss: 0.03,
    values: 25_000,
    near: { 'día y mes cambiados': 0.02, 'difiere en una parte': 0.03 },
  },
  // In place of a birth date, never beside it. An age is rounded, guessed, or given at another moment.
  edad: { label: 'Edad', miss: 0.05, values: 90, near: { 'difiere en un año': 0.1 } },
  sexo: { label: 'Sexo', miss: 0.02, values: 2 },
  // A scale, a memory or a guess.
  peso: { label: 'Peso', miss: 0.2, values: 80, near: { 'difiere en dos kilos': 0.2 } },
  // One reporter may give the DNI and the other the number of a clinical history.
  dni: { label: 'DNI o historia clínica', miss: 0.05, values: 1_000_000, near: { 'un carácter distinto': 0.03 } },
  // The days of ten years. Reporters give the first symptom, the visit or the day of the report.
  fecha: {
    label: 'Fecha de inicio de la reacción',
    miss: 0.08,
    values: 3650,
    near: {
      'día y mes cambiados': 0.02,
      'a tres días o menos': 0.06,
      'es la de notificación del otro': 0.05,
      'otro año': 0.01,
      'coincide otra fecha': 0.1,
      'a un mes o menos': 0.03,
    },
  },
  // One of several suspected products may be left out, or blamed by one reporter alone.
  producto: { label: 'Producto sospechoso', miss: 0.05, values: 1000 },
  lote: { label: 'Lote', miss: 0.05, values: 5000, near: { 'un carácter distinto': 0.05 } },
  // One tells it in his words, the other in those of a dictionary.
  reaccion: {
    label: 'Reacción adversa',
    miss: 0.3,
    values: 300,
    near: { 'términos parecidos': 0.15, 'está en la narrativa del otro': 0.15 },
  },
  // Weighed by `NARRATIVE_STEPS`.
  narrativa: { label: 'Narrativa', miss: 0.5, values: 1 },
  // Two reporters of one patient are the commonest origin of duplicates.
  notificador: { label: 'Notificador', miss: 0.5, values: 2000 },
  establecimiento: { label: 'Establecimiento', miss: 0.4, values: 200 },
  // The number under which another organisation knows the case. Having another number says nothing.
  codigo: { label: 'Código del caso en otra institución', miss: 0.2, values: 1_000_000 },
} as const satisfies Record<string, FieldModel>;

export type FieldName = keyof typeof FIELDS;

/**
 * Of two fields that agree together the second counts for no more than it adds to the first: a lot belongs to one product, a
 * reporter to one place.
 */
export const CONTAINED: readonly (readonly [FieldName, FieldName])[] = [
  ['producto', 'lote'],
  ['establecimiento', 'notificador'],
];

/** Bits for narratives that share so much of their words, best first. Bounded: reporters use the same words for other patients. */
export const NARRATIVE_STEPS = [
  { from: 0.75, bits: 5, agreement: 'casi igual' },
  { from: 0.55, bits: 3.5, agreement: 'muy parecida' },
  { from: 0.4, bits: 2, agreement: 'parecida' },
  { from: 0.3, bits: 1, agreement: 'algo parecida' },
  { from: 0.1, bits: 0, agreement: 'poco parecida' },
  { from: 0, bits: -0.5, agreement: 'distinta' },
] as const;

/** Duplicates of a case that one expects in the whole database: about one report in twenty has one. */
export const DUPLICATES_OF_A_CASE = 0.05;

/** Cases that share their occasion with a case, where no crowd came together: the same ward, family or fault of a lot. */
export const MATES_OF_A_CASE = 0.2;

/**
 * What else than a duplicate makes two cases alike. `explains`: the chance that this explanation makes a field agree as a
 * duplicate would; a field that is not named agrees by chance only. `perCase`: how many such cases a case has; `mates` stands
 * for as many as share the occasion (see `occasionMates`).
 */
export interface Rival {
  label: string;
  perCase: number | 'mates';
  explains: Readonly<Partial<Record<FieldName, number>>>;
}

const OCCASION = { fecha: 1, producto: 1, lote: 1, reaccion: 1, narrativa: 1, notificador: 1, establecimiento: 1 };

export const RIVALS: readonly Rival[] = [
  // A vaccination campaign, a ward, a study: people of like age, often of one sex.
  {
    label: 'Otro paciente de la misma ocasión',
    perCase: 'mates',
    explains: { ...OCCASION, edad: 0.7, sexo: 0.5, peso: 0.2 },
  },
  // Three in a hundred people have a twin; few of them fall ill of the same. They share surnames, and one first letter in twelve.
  {
    label: 'Gemelo o mellizo',
    perCase: 0.01,
    explains: { ...OCCASION, nacimiento: 1, edad: 1, sexo: 0.65, peso: 0.5, iniciales: 0.08 },
  },
  // Long treatments make the product, and the person who reports, the same.
  {
    label: 'Otro evento del mismo paciente',
    perCase: 0.05,
    explains: {
      iniciales: 1,
      nacimiento: 1,
      edad: 1,
      sexo: 1,
      peso: 0.7,
      dni: 1,
      producto: 0.5,
      lote: 0.3,
      reaccion: 0.2,
      fecha: 0.02,
      notificador: 0.7,
      establecimiento: 0.8,
    },
  },
];
