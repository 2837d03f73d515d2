// People, products and stories of the second data set: nothing of it is in the first one.

const words = (text) => text.trim().split(/\s*\n\s*|\s*,\s*/);

export const FEMALE =
  words(`Abigail, Adriana, Agustina, Alma, Antonella, Belinda, Celia, Constanza, Daniela, Dora, Emilia, Eva, Francisca, Graciela,
  Inés, Jimena, Josefina, Laura, Leticia, Magdalena, Micaela, Noemí, Paola, Raquel, Renata, Sofía, Tamara, Violeta, Viviana, Yesenia`);
export const MALE =
  words(`Adolfo, Agustín, Alonso, Benjamín, Claudio, Cristian, Damián, Emanuel, Esteban, Facundo, Federico, Gabriel, Germán, Ignacio,
  Isaac, Joaquín, Lautaro, Lorenzo, Marcelo, Matías, Nicolás, Omar, Ramiro, Rodrigo, Samuel, Santiago, Sebastián, Tomás, Valentín, Xavier`);
export const SURNAMES =
  words(`Acosta, Aguirre, Álvarez, Barrios, Benítez, Bravo, Cáceres, Campos, Contreras, Coronel, Domínguez, Duarte, Escobar, Ferreira,
  Franco, Fuentes, Giménez, Godoy, González, Hernández, Ibarra, Juárez, Lara, Leiva, Luna, Maldonado, Martínez, Méndez, Miranda, Molina,
  Muñoz, Núñez, Ojeda, Olivera, Orellana, Páez, Peralta, Pinto, Ponce, Prado, Quiroga, Riquelme, Rosales, Salinas, Sepúlveda, Sosa, Toledo,
  Urrutia, Valdez, Vera, Vidal, Villalba, Zamora, Zapata, Araya, Bustos, Cisneros, Donoso, Elizalde, Gallardo`);
export const PLACES =
  words(`Sanatorio del Litoral, Instituto de la Piel, Hospital San Cosme, Farmacia Belgrano, Consultorio Dr. Peralta, Hospital Zonal 4,
  Unidad de Oncología Austral, Hospital Infantil Los Andes, Centro de Diálisis Sur, Farmacia Avenida`);
export const POSTS = words('Paciente, Farmacéutico, Médico especialista, Familiar, Abogado');

export const PRODUCTS = [
  ['Adalimumab', 'Artrimab', '40 mg', 'Subcutánea', 'artritis reumatoide', [0, 3, 7]],
  ['Pembrolizumab', 'Oncokey', '100 mg', 'Intravenosa', 'melanoma', [1, 4, 8, 2]],
  ['Semaglutida', 'Glutisem', '1 mg', 'Subcutánea', 'obesidad', [2, 5, 9]],
  ['Apixabán', 'Trombexan', '5 mg', 'Oral', 'trombosis venosa', [6, 10]],
  ['Isotretinoína', 'Acnetina', '20 mg', 'Oral', 'acné severo', [11, 12, 5]],
  ['Metotrexato', 'Metroxal', '15 mg', 'Oral', 'psoriasis', [4, 13, 2]],
  ['Litio carbonato', 'Litiocar', '300 mg', 'Oral', 'trastorno bipolar', [14, 2, 9]],
  ['Amiodarona', 'Arritmol', '200 mg', 'Oral', 'arritmia', [15, 1, 9]],
  ['Clozapina', 'Clozamin', '100 mg', 'Oral', 'esquizofrenia', [13, 16, 9]],
  ['Bortezomib', 'Velbort', '3,5 mg', 'Intravenosa', 'mieloma múltiple', [17, 13, 2]],
  ['Lamotrigina', 'Lamotal', '100 mg', 'Oral', 'epilepsia focal', [12, 9]],
  ['Ácido zoledrónico', 'Zoledex', '5 mg', 'Intravenosa', 'osteoporosis', [18, 3]],
  ['Tacrolimus', 'Inmunograf', '1 mg', 'Oral', 'trasplante renal', [14, 19, 0]],
  ['Fluorouracilo', 'Fluracil', '500 mg', 'Intravenosa', 'cáncer de colon', [4, 2, 13]],
  ['Ivermectina', 'Ivertal', '6 mg', 'Oral', 'escabiosis', [12, 9, 2]],
];
export const VACCINES = [
  ['Vacuna antineumocócica', 'Neumoprev', '0,5 mL', 'Intramuscular', 'inmunización', [3, 18, 9]],
  ['Vacuna antitetánica', 'Tetavac', '0,5 mL', 'Intramuscular', 'inmunización', [3, 18]],
];

export const REACTIONS = [
  ['Infección de vías respiratorias', 'resfrío que no cura', 'bronquitis a repetición'],
  ['Disfunción tiroidea', 'tiroides alterada', 'TSH suprimida'],
  ['Vómitos', 'emesis incoercible', 'no retiene alimentos'],
  ['Reacción local', 'zona de aplicación enrojecida', 'nódulo doloroso donde se aplicó'],
  ['Mucositis', 'llagas en la boca', 'aftas dolorosas'],
  ['Pancreatitis', 'lipasa elevada', 'dolor en faja'],
  ['Hematuria', 'orina con sangre', 'orina rojiza'],
  ['Herpes zóster', 'culebrilla', 'vesículas en un lado del tronco'],
  ['Colitis', 'deposiciones con moco', 'diarrea inmunomediada'],
  ['Astenia', 'cansancio extremo', 'decaimiento'],
  ['Hematoma', 'moretón grande', 'equimosis espontánea'],
  ['Queilitis', 'labios partidos', 'descamación labial'],
  ['Exantema', 'sarpullido', 'manchas rojas en el tórax'],
  ['Neutropenia', 'defensas bajas', 'leucocitos disminuidos'],
  ['Temblor', 'manos temblorosas', 'pulso tembloroso'],
  ['Neumonitis', 'falta de aire progresiva', 'infiltrado pulmonar'],
  ['Sialorrea', 'babeo nocturno', 'exceso de saliva'],
  ['Neuropatía periférica', 'hormigueo en los pies', 'pérdida de sensibilidad'],
  ['Síndrome gripal', 'cuerpo cortado', 'febrícula con dolores'],
  ['Daño renal agudo', 'creatinina en aumento', 'deja de orinar'],
];

export const STORY = [
  [
    'Notifica que {sexo}, {edad} a., cursa {motivo}.',
    'Antecedente: {motivo}. Edad {edad}.',
    'Consulta telefónica: {sexo} con {motivo}.',
    '',
  ],
  ['Esquema con {producto} ({via}).', 'En uso de {producto}.', '{producto} desde {inicio}.'],
  [
    'Aparece {reaccion} (día {dias}).',
    'Evento: {reaccion}.',
    'Refiere {reaccion} luego de la dosis.',
    'Debuta con {reaccion} sin otra causa.',
  ],
  ['Suma {otra}.', 'Sin más hallazgos.', 'Concomitante: {otra}.'],
  ['Conducta: {manejo}.', 'Se decide {manejo}.', 'Recibe {manejo} y control.'],
  ['Alta al día {mejora}.', 'Continúa en estudio.', 'Evolución incierta.', 'Mejoría parcial.'],
];
export const CARE = words(
  'suspensión definitiva, descenso de dosis, corticoides, antibióticos, internación, interconsulta, analgesia, transfusión',
);
