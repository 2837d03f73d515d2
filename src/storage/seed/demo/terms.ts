import type { AdverseEventData } from '../../../entities/adverse-event.js';

/**
 * Plain words of our own, grouped under a heading. They are not MedDRA, which is licensed: the codes begin with 9, where no
 * MedDRA code does, and only show what a coded event looks like.
 */
const TERMS: Record<string, string[]> = {
  'Reacción alérgica': [
    'Choque por alergia',
    'Hinchazón de cara y labios',
    'Ronchas',
    'Hipersensibilidad a medicamento',
  ],
  'Reacción por infusión': [
    'Reacción por infusión rápida',
    'Reacción en el sitio de inyección',
    'Fiebre muy alta por anestesia',
  ],
  'Erupción de la piel': [
    'Erupción con manchas y pápulas',
    'Picazón generalizada',
    'Irritación de la piel del pañal',
    'Granitos alrededor de la boca',
  ],
  'Daño grave de la piel': [
    'Despegamiento grave de piel y mucosas',
    'Reacción grave con eosinófilos',
    'Necrosis de la piel en el sitio de inyección',
    'Adelgazamiento de la piel',
  ],
  'Alteración de la sangre': [
    'Falta de granulocitos',
    'Neutrófilos bajos',
    'Plaquetas bajas',
    'Anemia',
    'Falta de células de la sangre',
    'Ganglio inflamado',
  ],
  Sangrado: [
    'Sangrado digestivo alto',
    'Sangrado cerebral',
    'Sangrado muscular',
    'Vómito con sangre',
    'Coagulación demasiado lenta',
  ],
  Coágulo: ['Coágulo en el pulmón', 'Coágulo en vena de la pierna'],
  'Alteración del corazón': [
    'Arritmia ventricular',
    'QT largo en el electrocardiograma',
    'Pulso lento',
    'Inflamación del corazón',
  ],
  'Alteración de la presión': ['Presión baja', 'Desmayo', 'Hinchazón de tobillos', 'Bebé decaído y sin respuesta'],
  'Alteración digestiva': [
    'Diarrea',
    'Vómitos',
    'Náuseas',
    'Estreñimiento',
    'Dolor de barriga',
    'Colitis por toxina bacteriana',
    'Úlcera del estómago',
    'Inflamación del páncreas',
    'Llagas en la boca',
    'Úlceras en la garganta',
  ],
  'Daño del hígado': ['Hepatitis por medicamento', 'Piel y ojos amarillos'],
  'Daño del riñón': ['Daño agudo del riñón'],
  'Alteración del metabolismo': [
    'Azúcar baja en sangre',
    'Azúcar alta en sangre',
    'Potasio alto en sangre',
    'Magnesio bajo en sangre',
    'Deshidratación',
    'Resultado de tiroides alterado',
  ],
  'Alteración del sistema nervioso': [
    'Convulsión',
    'Contracción muscular involuntaria',
    'Pérdida de equilibrio',
    'Pérdida de conciencia',
    'Daño de los nervios periféricos',
    'Mareo',
    'Temblor',
    'Exceso de serotonina',
  ],
  'Alteración del sueño y del ánimo': ['Falta de sueño', 'Sueño excesivo', 'Pesadillas', 'Inquietud'],
  'Alteración de los sentidos': ['Alteración de la visión', 'Pérdida de audición', 'Inflamación de la conjuntiva'],
  'Alteración de músculos y huesos': [
    'Rotura de tendón',
    'Destrucción de fibras musculares',
    'Calambres musculares',
    'Dolor de articulaciones',
    'Fractura de hueso',
  ],
  'Alteración respiratoria': ['Tos'],
  'Infección o fiebre': ['Fiebre', 'Infección grave de tejidos blandos'],
  Lesión: ['Caída', 'Herida'],
  'Embarazo y desarrollo': ['Exposición durante el embarazo', 'Defecto del tubo neural'],
  'Error de medicación': [
    'Dosis mayor que la indicada',
    'Error de administración',
    'Error de preparación',
    'Error de prescripción',
    'Error de velocidad de administración',
    'Ingesta accidental',
  ],
  'Efecto del medicamento': ['Exceso de medicamento en sangre', 'Falta de efecto del medicamento'],
};

const CODES = new Map(
  Object.entries(TERMS).flatMap(([heading, terms], group) =>
    terms.map((term, place) => [term, coded(term, heading, 90_000_000 + 100 * (group + 1), place + 1)] as const),
  ),
);

/** The invented codes of a term. Throws on a term that is not in the table. */
export function codesOf(term: string): AdverseEventData {
  const codes = CODES.get(term);
  if (!codes) throw new Error(`demo data: no term "${term}"`);
  return codes;
}

function coded(term: string, heading: string, headingCode: number, place: number): AdverseEventData {
  return {
    meddraLltCode: String(headingCode + place),
    meddraLltTerm: term,
    meddraPtCode: String(headingCode),
    meddraPtTerm: heading,
  };
}
