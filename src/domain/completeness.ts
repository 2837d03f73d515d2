import type { CaseRecord } from '../entities/record.js';
import { meaningOf } from './words.js';

type Product = Pick<CaseRecord['products'][number], 'fechaInicio' | 'motivoPrescripcion' | 'dosisFrecuencia'>;
type Event = Pick<CaseRecord['events'][number], 'fechaInicio' | 'desenlace'>;

/** What the completeness of a case is told from. */
export type Documented = Pick<
  CaseRecord,
  | 'pacienteSexo'
  | 'pacienteEdad'
  | 'pacienteFechaNacimiento'
  | 'pacienteGrupoEtareo'
  | 'reportanteOcupacion'
  | 'tipoNotificacion'
  | 'fuenteNotificacion'
  | 'descripcionEvento'
  | 'fechaInicioEvento'
  | 'eaDesenlace'
> & { products: readonly Product[]; events: readonly Event[] };

interface Dimension {
  /** Share of the score that is lost. */
  penalty: number;
  missing(documented: Documented, product: Product, event: Event): boolean;
}

/** Dimensions of vigiGrade with their penalties (spec/pharmacovigilance.md 8.4). The country is the installation's, and always known. */
const DIMENSIONS: readonly Dimension[] = [
  // Time to onset.
  {
    penalty: 0.5,
    missing: (one, product, event) => !product.fechaInicio || !(event.fechaInicio ?? one.fechaInicioEvento),
  },
  { penalty: 0.3, missing: (_one, product) => !product.motivoPrescripcion },
  { penalty: 0.3, missing: (one, _product, event) => !known(event.desenlace) && !known(one.eaDesenlace) },
  { penalty: 0.3, missing: ({ pacienteSexo }) => meaningOf('sexo', pacienteSexo) === null },
  { penalty: 0.3, missing: (one) => !hasAge(one) && !one.pacienteGrupoEtareo },
  { penalty: 0.1, missing: (one) => !hasAge(one) && Boolean(one.pacienteGrupoEtareo) },
  { penalty: 0.1, missing: (_one, product) => !product.dosisFrecuencia },
  { penalty: 0.1, missing: ({ reportanteOcupacion }) => !reportanteOcupacion },
  { penalty: 0.1, missing: ({ tipoNotificacion, fuenteNotificacion }) => !tipoNotificacion && !fuenteNotificacion },
  { penalty: 0.1, missing: ({ descripcionEvento }) => !descripcionEvento },
];

const NOTHING = { fechaInicio: null, motivoPrescripcion: null, dosisFrecuencia: null, desenlace: null };

/**
 * How completely a case is told, 0..1 (vigiGrade): 1, less the penalty of each missing dimension, for each product with each
 * event; the mean of these.
 */
export function completenessOf(documented: Documented): number {
  const products = documented.products.length > 0 ? documented.products : [NOTHING];
  const events = documented.events.length > 0 ? documented.events : [NOTHING];
  const scores = products.flatMap((product) => events.map((event) => scoreOf(documented, product, event)));
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function scoreOf(documented: Documented, product: Product, event: Event): number {
  return DIMENSIONS.reduce(
    (score, { penalty, missing }) => (missing(documented, product, event) ? score * (1 - penalty) : score),
    1,
  );
}

function known(outcome: string | null): boolean {
  return Boolean(outcome) && meaningOf('desenlace', outcome) !== 'desconocido';
}

function hasAge({ pacienteEdad, pacienteFechaNacimiento }: Documented): boolean {
  return pacienteEdad !== null || pacienteFechaNacimiento !== null;
}
