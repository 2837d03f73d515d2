// What generated cases are told with. Generic names and plain words; registrations and holders are invented ones.

/** Words of known frequency, for whoever measures a search: in about this share of the generated cases. */
export const KNOWN_WORDS = {
  common: { words: ['urticaria'], share: 0.12 },
  pair: { words: ['dolor abdominal'], share: 0.09 },
  /** Each in one case of every 5,000. */
  rare: {
    words: ['mielitis', 'rabdomiólisis', 'porfiria', 'vasculitis', 'narcolepsia', 'miastenia', 'nistagmo', 'priapismo'],
    share: 1 / 5000,
  },
  absent: { words: ['zzyzx', 'qwxkvj', 'ningunacosaasí'], share: 0 },
} as const;

export const REACTIONS = [
  'erupción cutánea',
  'prurito generalizado',
  'náuseas y vómitos',
  'cefalea intensa',
  'mareo',
  'fiebre',
  'diarrea acuosa',
  'edema de párpados',
  'hipotensión',
  'taquicardia',
  'insomnio',
  'somnolencia',
  'dificultad para respirar',
  'ictericia',
  'elevación de transaminasas',
  'anemia',
  'sangrado nasal',
  'calambres musculares',
  'dolor articular',
  'visión borrosa',
  'temblor de manos',
  'confusión',
  'hipoglucemia',
  'tos seca',
  'estreñimiento',
];

export const MANAGEMENT = [
  'Se suspendió el medicamento y se administró clorfenamina.',
  'Se redujo la dosis y se mantuvo en observación.',
  'Requirió hospitalización por dos días.',
  'Recibió hidratación endovenosa en emergencia.',
  'No se modificó el tratamiento; control en una semana.',
  'Se cambió a otra alternativa terapéutica.',
  'El familiar refiere que el cuadro cedió solo.',
];

export const HISTORY = [
  'Sin antecedentes de alergia.',
  'Antecedente de hipertensión arterial en tratamiento.',
  'Antecedente de diabetes mellitus tipo 2.',
  'Refiere rinitis alérgica desde la infancia.',
  'Antecedente de asma bronquial.',
  'Gestante del segundo trimestre.',
  'Niega uso de otros productos.',
];

/** Generic name, strength, form, route. */
export const DRUGS = [
  ['Amoxicilina', '500 mg', 'Cápsula', 'Oral'],
  ['Ibuprofeno', '400 mg', 'Tableta', 'Oral'],
  ['Paracetamol', '500 mg', 'Tableta', 'Oral'],
  ['Metamizol', '1 g/2 mL', 'Solución inyectable', 'Intramuscular'],
  ['Ceftriaxona', '1 g', 'Polvo para inyección', 'Intravenosa'],
  ['Ciprofloxacino', '500 mg', 'Tableta', 'Oral'],
  ['Enalapril', '10 mg', 'Tableta', 'Oral'],
  ['Losartán', '50 mg', 'Tableta', 'Oral'],
  ['Metformina', '850 mg', 'Tableta', 'Oral'],
  ['Atorvastatina', '20 mg', 'Tableta', 'Oral'],
  ['Omeprazol', '20 mg', 'Cápsula', 'Oral'],
  ['Naproxeno', '550 mg', 'Tableta', 'Oral'],
  ['Diclofenaco', '75 mg/3 mL', 'Solución inyectable', 'Intramuscular'],
  ['Carbamazepina', '200 mg', 'Tableta', 'Oral'],
  ['Fenitoína', '100 mg', 'Cápsula', 'Oral'],
  ['Isoniazida', '100 mg', 'Tableta', 'Oral'],
  ['Rifampicina', '300 mg', 'Cápsula', 'Oral'],
  ['Clindamicina', '300 mg', 'Cápsula', 'Oral'],
  ['Vancomicina', '500 mg', 'Polvo para infusión', 'Intravenosa'],
  ['Prednisona', '20 mg', 'Tableta', 'Oral'],
  ['Sertralina', '50 mg', 'Tableta', 'Oral'],
  ['Alprazolam', '0,5 mg', 'Tableta', 'Oral'],
  ['Tramadol', '50 mg', 'Cápsula', 'Oral'],
  ['Warfarina', '5 mg', 'Tableta', 'Oral'],
  ['Insulina NPH', '100 UI/mL', 'Suspensión inyectable', 'Subcutánea'],
] as const;

export const HOLDERS = [
  'Laboratorios Killarumi - Perú',
  'Farmacéutica Wayllapampa - Perú',
  'Andoquímica Sureña - Perú',
  'Sarvodhara Remedies - India',
  'Laboratorio Río Tinaja - Argentina',
  'Laboratório Ipêmar - Brasil',
];

export const DOSES = ['1 tableta cada 8 horas', '1 tableta cada 12 horas', '1 al día', 'dosis única', '2 al día'];
export const REASONS = [
  'Infección respiratoria',
  'Dolor lumbar',
  'Hipertensión arterial',
  'Fiebre',
  'Control',
  'Cirugía',
];

export const PLACES = [
  'Hospital Regional de la Costa',
  'Hospital General del Valle',
  'Hospital Universitario de la Sierra Sur',
  'Hospital de la Selva Alta',
  'Centro de Salud Alto Mirador',
  'Clínica San Telmo del Norte',
  'Botica Las Retamas',
];

export const POSTS = ['Médico general', 'Químico farmacéutico', 'Enfermera', 'Médico internista', 'Obstetra'];

export const FIRST_NAMES = [
  'Rosa',
  'Édgar',
  'Fiorella',
  'Diana',
  'Luis',
  'Carmen',
  'Víctor',
  'Milagros',
  'Jorge',
  'Nelly',
  'Yeny',
  'Aldo',
  'Patricia',
  'Óscar',
  'Lucía',
  'Marco',
];

export const FAMILY_NAMES = [
  'Salcedo',
  'Quispe',
  'Tapia',
  'Lozano',
  'Paredes',
  'Villanueva',
  'Neyra',
  'Tello',
  'Cárdenas',
  'Huaranga',
  'Ccori',
  'Saravia',
  'Bernal',
  'Alarcón',
  'Rengifo',
  'Mendívil',
  'Zegarra',
  'Condori',
  'Espejo',
  'Ñaupa',
];

/** Invented terms; the codes begin with 9, where no MedDRA code does. */
export const TERMS = [
  'Ronchas',
  'Picazón generalizada',
  'Mareo',
  'Sangrado nasal',
  'Tos',
  'Fiebre',
  'Anemia',
  'Temblor',
];
