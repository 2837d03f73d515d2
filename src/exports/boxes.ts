import { type MeaningOf, meaningOf, normalise } from '../domain/words.js';
import type { CaseRecord } from '../entities/record.js';

type Boxes = Record<string, boolean>;

/** The check boxes of sections A and B. A word that the form has no box for (`No grave`, `En recuperación`) marks none. */
export function caseBoxes(record: CaseRecord): Boxes {
  const sex = meaningOf('sexo', record.pacienteSexo);
  const severity = meaningOf('gravedad', record.gravedad);
  const outcome = meaningOf('desenlace', record.eaDesenlace);
  return {
    sexo_f: sex === 'F',
    sexo_m: sex === 'M',
    ...kindBoxes(record.tipoNotificacion),
    gravedad_leve: severity === 'leve',
    gravedad_moderada: severity === 'moderada',
    gravedad_grave: severity === 'grave',
    ...criterionBoxes(record),
    desenlace_recuperado: outcome === 'recuperado',
    desenlace_secuela: outcome === 'recuperadoConSecuela',
    desenlace_no_recuperado: outcome === 'noRecuperado',
    desenlace_mortal: outcome === 'mortal',
    desenlace_desconocido: outcome === 'desconocido',
  };
}

/** The words printed beside boxes: those that say what no marked box says. */
export function besideBoxes(record: CaseRecord): Record<string, string> {
  const boxes = caseBoxes(record);
  const isPlain = (prefix: string) => Object.entries(boxes).some(([name, marked]) => marked && name.startsWith(prefix));
  const sexSaysMore = /gesta|embaraz/.test(normalise(record.pacienteSexo));
  return {
    sexo_texto: isPlain('sexo_') && !sexSaysMore ? '' : (record.pacienteSexo ?? ''),
    clase_texto: boxes['clase_otro'] ? (record.tipoNotificacion ?? '') : '',
    gravedad_texto: isPlain('gravedad_') ? '' : (record.gravedad ?? ''),
    desenlace_texto: isPlain('desenlace_') ? '' : (record.eaDesenlace ?? ''),
  };
}

/** A case of ours is a suspected reaction unless it says otherwise; `Inicial` and `Seguimiento` tell of the report, not of its kind. */
function kindBoxes(kind: string | null): Boxes {
  const meaning = kind ? meaningOf('claseNotificacion', kind) : 'reaccion';
  return {
    clase_reaccion: meaning === 'reaccion',
    clase_error: meaning === 'error',
    clase_calidad: meaning === 'calidad',
    clase_otro: meaning === null,
  };
}

function criterionBoxes(record: CaseRecord): Boxes {
  const criteria = new Set((record.eaCriteriosGravedad ?? []).map((word) => meaningOf('criteriosGravedad', word)));
  return {
    // The form prints the date beside this box: a date without the box would contradict itself.
    criterio_muerte: criteria.has('muerte') || record.eaFechaMuerte !== null,
    criterio_riesgo: criteria.has('riesgo'),
    criterio_hospitalizacion: criteria.has('hospitalizacion'),
    criterio_discapacidad: criteria.has('discapacidad'),
    criterio_anomalia: criteria.has('anomalia'),
  };
}

/** Seriousness criteria that the form has no box for, readable: `otra_importante` → `otra importante`. */
export function otherCriteria(record: CaseRecord): string[] {
  const boxed: readonly (MeaningOf<'criteriosGravedad'> | null)[] = [
    'muerte',
    'riesgo',
    'hospitalizacion',
    'discapacidad',
    'anomalia',
  ];
  const words = record.eaCriteriosGravedad ?? [];
  return words
    .filter((word) => !boxed.includes(meaningOf('criteriosGravedad', word)))
    .map((word) => word.replaceAll('_', ' '));
}

/** Three boxes of one question: `suspension_si`, `suspension_no`, `suspension_na`. */
export function answerBoxes(question: string, answer: string | null | undefined): Boxes {
  const meaning = meaningOf('siNoNoAplica', answer);
  return {
    [`${question}_si`]: meaning === 'si',
    [`${question}_no`]: meaning === 'no',
    [`${question}_na`]: meaning === 'noAplica',
  };
}
