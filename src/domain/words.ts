/**
 * One word, many spellings: the legacy documents, the form and people write the same answer differently
 * (spec/legacy-api.md C3, C5; spec/pharmacovigilance.md 5.2). Each list names a meaning and the texts that carry it, already normalised.
 */
export const MEANINGS = {
  sexo: {
    F: ['f', 'fem', 'femenino', 'femenina', 'mujer', 'female', 'femenino gestante', 'mujer gestante', 'gestante'],
    M: ['m', 'masc', 'masculino', 'hombre', 'varon', 'male'],
    O: ['o', 'otro', 'otros', 'other'],
  },
  gravedad: {
    leve: ['leve', 'mild'],
    moderada: ['moderada', 'moderado', 'moderate'],
    grave: ['grave', 'seria', 'serio', 'severa', 'severo', 'serious', 'severe'],
    noGrave: ['no grave', 'no seria', 'no serio', 'non serious', 'not serious'],
    potencialmenteGrave: ['potencialmente grave'],
  },
  criteriosGravedad: {
    muerte: ['muerte', 'mortal', 'fallecimiento', 'fallecido', 'death'],
    riesgo: ['amenaza vida', 'amenaza la vida', 'riesgo vida', 'riesgo de vida', 'riesgo vital', 'life threatening'],
    hospitalizacion: ['hospitalizacion', 'prolongo hospitalizacion', 'hospitalizacion prolongada', 'hospitalization'],
    discapacidad: ['discapacidad', 'incapacidad', 'discapacidad incapacidad', 'disability'],
    anomalia: ['anomalia congenita', 'anomalia', 'malformacion congenita', 'congenital anomaly'],
    otra: ['otra importante', 'otra', 'otro', 'medicamente importante', 'clinicamente importante'],
  },
  desenlace: {
    recuperado: ['recuperado', 'recuperada', 'resuelto', 'recovered'],
    recuperadoConSecuela: ['recuperado con secuela', 'recuperado con secuelas', 'secuela', 'secuelas', 'con secuelas'],
    enRecuperacion: ['en recuperacion', 'recuperandose', 'recovering'],
    noRecuperado: ['no recuperado', 'no recuperada', 'no resuelto', 'not recovered'],
    mortal: ['mortal', 'muerte', 'fatal', 'fallecido', 'fallecida', 'fallecimiento', 'death'],
    desconocido: ['desconocido', 'desconocida', 'se desconoce', 'no sabe', 'unknown'],
  },
  siNoNoAplica: {
    si: ['si', 's', 'yes', 'true', 'verdadero'],
    no: ['no', 'n', 'false', 'falso'],
    noAplica: ['no aplica', 'na', 'n a', 'not applicable'],
  },
  claseNotificacion: {
    reaccion: ['reaccion adversa', 'ram', 'sospecha de ram', 'inicial', 'seguimiento', 'espontanea', 'esavi'],
    error: ['error de medicacion', 'error medicacion', 'medication error'],
    calidad: ['problema de calidad', 'problema calidad', 'calidad', 'quality defect'],
  },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type MeaningsName = keyof typeof MEANINGS;
export type MeaningOf<Name extends MeaningsName> = keyof (typeof MEANINGS)[Name];

const LETTERS_OF_OTHERS = /[^\u0000-\u007f]/;
const SIGNS = /[^a-z0-9]+/g;
const SIGNS_OF_OTHERS = /[^\p{L}\p{N}]+/gu;

/** The text without case, accents or punctuation, single-spaced: `No_Aplica ` → `no aplica`. Null gives ''. */
export function normalise(text: string | null | undefined): string {
  const given = text ?? '';
  const plain = (LETTERS_OF_OTHERS.test(given) ? given.normalize('NFD').replace(/\p{M}/gu, '') : given).toLowerCase();
  // Texts without other letters, which most are then, go through much faster.
  return plain.replace(LETTERS_OF_OTHERS.test(plain) ? SIGNS_OF_OTHERS : SIGNS, ' ').trim();
}

/** What a free text means in one of the lists above, or null when it is none of the known spellings. */
export function meaningOf<Name extends MeaningsName>(
  list: Name,
  text: string | null | undefined,
): MeaningOf<Name> | null {
  const word = normalise(text);
  const found = Object.entries<readonly string[]>(MEANINGS[list]).find(([, spellings]) => spellings.includes(word));
  return found ? (found[0] as MeaningOf<Name>) : null;
}
