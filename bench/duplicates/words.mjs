// What the cases of the main data set are told with. Brands, holders, lots and people are invented.

const words = (text) => text.trim().split(/\s*\n\s*|\s*,\s*/);

export const FEMALE =
  words(`María, Rosa, Ana, Carmen, Luz, Juana, Julia, Milagros, Elena, Flor, Gladys, Nancy, Sonia, Yolanda, Teresa, Norma,
  Silvia, Patricia, Karina, Lucía, Valeria, Camila, Fiorella, Ximena, Brenda, Diana, Edith, Hilda, Irma, Katherine, Lourdes, Maruja,
  Nelly, Olga, Pilar, Rocío, Sara, Úrsula, Vilma, Wendy, Zoila, Isabel, Esther, Beatriz, Gabriela, Delia`);
export const MALE =
  words(`José, Luis, Juan, Carlos, Jorge, Víctor, Miguel, Pedro, Julio, Manuel, César, Jesús, Óscar, Walter, Raúl, Edwin,
  Percy, Wilmer, Hugo, Iván, Kevin, Diego, Fernando, Álvaro, Bruno, Dante, Elmer, Fredy, Gonzalo, Héctor, Ítalo, Joel, Leonardo, Mario,
  Néstor, Orlando, Pablo, Ricardo, Saúl, Teófilo, Ubaldo, Yair, Zenón, Andrés, Gustavo, Rubén`);
export const SURNAMES =
  words(`Quispe, Flores, Sánchez, Rodríguez, García, Rojas, Huamán, Mamani, Díaz, Ramos, López, Torres, Vásquez,
  Castillo, Pérez, Mendoza, Chávez, Gutiérrez, Espinoza, Cruz, Vargas, Fernández, Ramírez, Condori, Castro, Romero, Salazar, Aguilar,
  Medina, Ruiz, Ortiz, Reyes, Morales, Herrera, Silva, Paredes, Córdova, Cárdenas, Palomino, Ñaupari, Apaza, Benites, Carrasco, Delgado,
  Echevarría, Farfán, Guevara, Hinostroza, Illanes, Jara, Lázaro, Macedo, Navarro, Ochoa, Pacheco, Quiroz, Rivas, Soto, Tello, Ugarte,
  Valverde, Yupanqui, Zúñiga, Arce, Bautista, Cabrera, Durand, Estrada, Figueroa, Galindo, Hurtado, Ibáñez, Jiménez, León, Montes`);

export const PLACES =
  words(`Hospital Regional del Norte, Hospital General del Valle, Hospital de la Costa Sur, Clínica San Telmo, Hospital Santa Rosalía,
  Centro de Salud Alto Mirador, Centro de Salud Las Retamas, Policlínico La Alameda, Hospital de la Selva Central, Clínica Buen Suceso,
  Puesto de Salud Tres Ríos, Hospital Universitario de la Sierra, Centro Materno El Porvenir, Botica La Esquina, Hospital Docente del Mar,
  Centro de Salud Pampa Chica, Clínica Los Cipreses, Hospital de Emergencias Este, Centro de Salud Villa Nueva, Hospital del Altiplano`);
export const POSTS = words('Médico, Químico farmacéutico, Enfermera, Obstetra, Odontólogo, Paciente');

/** Ingredient, brand, strength, route, reason, and the reactions told of it by their place in `REACTIONS`. The first ones are sold most. */
export const PRODUCTS = [
  ['Amoxicilina', 'Moxilan', '500 mg', 'Oral', 'faringitis', [0, 1, 2, 8]],
  ['Ibuprofeno', 'Dolorex', '400 mg', 'Oral', 'dolor lumbar', [0, 6, 7, 15]],
  ['Metamizol', 'Algimina', '1 g', 'Intramuscular', 'fiebre', [0, 4, 5, 17]],
  ['Diclofenaco sódico', 'Inflanol', '75 mg', 'Intramuscular', 'dolor de rodilla', [0, 4, 6, 18]],
  ['Ceftriaxona sódica', 'Cefamax', '1 g', 'Intravenosa', 'neumonía', [0, 4, 1, 8]],
  ['Ciprofloxacino', 'Ciprolan', '500 mg', 'Oral', 'infección urinaria', [1, 2, 12, 10]],
  ['Enalapril maleato', 'Presoril', '10 mg', 'Oral', 'hipertensión arterial', [11, 3, 9, 10]],
  ['Losartán potásico', 'Corazar', '50 mg', 'Oral', 'hipertensión arterial', [9, 10, 11, 3]],
  ['Metformina clorhidrato', 'Glucomel', '850 mg', 'Oral', 'diabetes mellitus tipo 2', [8, 2, 6, 13]],
  ['Atorvastatina cálcica', 'Lipidal', '20 mg', 'Oral', 'dislipidemia', [14, 12, 6, 2]],
  ['Omeprazol', 'Gastrisol', '20 mg', 'Oral', 'gastritis', [10, 8, 1, 2]],
  ['Sulfametoxazol + Trimetoprima', 'Sulfatrim', '800/160 mg', 'Oral', 'infección urinaria', [0, 16, 1, 5]],
  ['Carbamazepina', 'Neurotol', '200 mg', 'Oral', 'epilepsia', [16, 9, 0, 12]],
  ['Isoniazida', 'Tebenil', '300 mg', 'Oral', 'tuberculosis pulmonar', [19, 2, 6, 12]],
  ['Rifampicina', 'Rifamel', '300 mg', 'Oral', 'tuberculosis pulmonar', [19, 2, 1, 5]],
  ['Clindamicina', 'Clindal', '300 mg', 'Oral', 'absceso dental', [8, 0, 6, 2]],
  ['Vancomicina', 'Vancomed', '500 mg', 'Intravenosa', 'osteomielitis', [1, 4, 0, 18]],
  ['Tramadol clorhidrato', 'Tradolan', '50 mg', 'Oral', 'dolor postoperatorio', [9, 2, 13, 3]],
  ['Warfarina sódica', 'Coagulex', '5 mg', 'Oral', 'fibrilación auricular', [15, 17, 6, 5]],
  ['Insulina NPH', 'Insulon', '100 UI/mL', 'Subcutánea', 'diabetes mellitus', [13, 18, 9, 3]],
  ['Prednisona', 'Cortiprex', '20 mg', 'Oral', 'asma bronquial', [6, 12, 3, 18]],
  ['Sertralina', 'Serenil', '50 mg', 'Oral', 'depresión', [2, 9, 10, 12]],
  ['Alprazolam', 'Alprazen', '0,5 mg', 'Oral', 'ansiedad', [9, 12, 3, 10]],
  ['Fenitoína sódica', 'Fenital', '100 mg', 'Oral', 'epilepsia', [16, 0, 9, 12]],
  ['Alopurinol', 'Uricol', '300 mg', 'Oral', 'gota', [16, 0, 19, 1]],
  ['Furosemida', 'Diurex', '40 mg', 'Oral', 'insuficiencia cardiaca', [3, 9, 14, 18]],
  ['Azitromicina', 'Azitral', '500 mg', 'Oral', 'bronquitis', [8, 2, 6, 0]],
  ['Ketorolaco', 'Ketolan', '30 mg', 'Intravenosa', 'cólico renal', [6, 4, 0, 15]],
  ['Paracetamol', 'Febrisol', '500 mg', 'Oral', 'cefalea', [0, 19, 1, 5]],
  ['Dexametasona', 'Dexalin', '4 mg', 'Intramuscular', 'alergia', [1, 12, 3, 18]],
  ['Captopril', 'Captoril', '25 mg', 'Sublingual', 'crisis hipertensiva', [11, 4, 3, 9]],
  ['Medroxiprogesterona', 'Ginedep', '150 mg', 'Intramuscular', 'planificación familiar', [17, 10, 12, 18]],
  ['Levonorgestrel', 'Postivel', '1,5 mg', 'Oral', 'anticoncepción de emergencia', [17, 2, 10, 6]],
  ['Nifedipino', 'Nifelat', '30 mg', 'Oral', 'hipertensión arterial', [10, 3, 9, 18]],
  ['Ranitidina', 'Gastral', '150 mg', 'Oral', 'dispepsia', [0, 8, 10, 1]],
];

export const VACCINES = [
  ['Vacuna contra la influenza', 'Influvir', '0,5 mL', 'Intramuscular', 'inmunización', [5, 18, 10, 0]],
  ['Vacuna contra el VPH', 'Papilovac', '0,5 mL', 'Intramuscular', 'inmunización', [20, 3, 18, 10]],
  ['Vacuna pentavalente', 'Pentamax', '0,5 mL', 'Intramuscular', 'inmunización', [5, 18, 21, 0]],
  ['Vacuna contra la fiebre amarilla', 'Amarivax', '0,5 mL', 'Subcutánea', 'inmunización', [5, 10, 4, 18]],
];

/** What a coder calls it, and how people tell it. */
export const REACTIONS = [
  ['Urticaria', 'ronchas en todo el cuerpo', 'habones pruriginosos', 'erupción con ronchas que pican'],
  ['Prurito', 'picazón intensa', 'comezón generalizada', 'escozor en la piel'],
  ['Náuseas y vómitos', 'vómitos repetidos', 'devolvió todo lo que comía', 'asco y arcadas'],
  ['Mareo', 'se sentía mareado', 'inestabilidad al caminar', 'vértigo al ponerse de pie'],
  [
    'Reacción anafiláctica',
    'se le cerró la garganta y bajó la presión',
    'choque alérgico',
    'anafilaxia con broncoespasmo',
  ],
  ['Pirexia', 'fiebre de 39 grados', 'alza térmica', 'calentura'],
  ['Dolor abdominal', 'dolor de barriga', 'cólicos', 'epigastralgia'],
  ['Hemorragia digestiva', 'deposiciones negras', 'melena', 'vómito con sangre'],
  ['Diarrea', 'deposiciones líquidas', 'cámaras sueltas', 'evacuaciones acuosas'],
  ['Somnolencia', 'dormía todo el día', 'sueño excesivo', 'adormecimiento'],
  ['Cefalea', 'dolor de cabeza fuerte', 'cefalalgia holocraneana', 'jaqueca'],
  ['Tos', 'tos seca persistente', 'carraspera nocturna', 'accesos de tos'],
  ['Insomnio', 'no podía dormir', 'desvelo', 'dificultad para conciliar el sueño'],
  ['Hipoglucemia', 'se le bajó el azúcar', 'glucosa de 45', 'sudor frío y temblor por glucosa baja'],
  ['Mialgia', 'dolor muscular', 'cuerpo adolorido', 'piernas doloridas'],
  ['Epistaxis', 'sangrado de nariz', 'hemorragia nasal', 'le salía sangre por la nariz'],
  [
    'Síndrome de Stevens-Johnson',
    'ampollas en boca y ojos',
    'piel que se desprende',
    'lesiones en diana con mucosas afectadas',
  ],
  ['Metrorragia', 'sangrado fuera de la regla', 'hemorragia vaginal', 'moretones y sangrado'],
  [
    'Reacción en el lugar de la inyección',
    'brazo hinchado y rojo',
    'induración local',
    'dolor donde le pusieron la inyección',
  ],
  ['Hepatitis', 'ojos amarillos', 'ictericia', 'transaminasas elevadas'],
  ['Síncope', 'se desmayó', 'pérdida del conocimiento', 'cayó al suelo desvanecido'],
  ['Llanto persistente', 'lloró por horas', 'irritabilidad', 'no dejaba de llorar'],
];

/** A story by its parts, each told in one of several ways. */
export const STORY = [
  [
    'Paciente {sexo} de {edad} años con diagnóstico de {motivo}.',
    '{Sexo} de {edad} años, en tratamiento por {motivo}.',
    'Se trata de {sexo}, {edad} años, que consultó por {motivo}.',
    'Caso de {edad} años atendido por {motivo}.',
    'Familiar comunica el caso de {sexo} de {edad} años que padece {motivo}.',
  ],
  [
    'Inició {producto} por vía {via} el {inicio}.',
    'Recibió {producto} {via} desde el {inicio}.',
    'Se le indicó {producto}; primera dosis el {inicio}.',
    'Venía tomando {producto} por {motivo}.',
    'Le aplicaron {producto} según receta.',
  ],
  [
    'A los {dias} días presentó {reaccion}.',
    '{dias} días después refiere {reaccion}.',
    'Posteriormente cursó con {reaccion}.',
    'Al poco tiempo notó {reaccion}, motivo por el que acudió.',
    'El cuadro empezó con {reaccion} tras {dias} días de uso.',
  ],
  [
    'Se acompañó de {otra}.',
    'Además manifestó {otra}.',
    'Asociado a {otra}.',
    'También tuvo {otra}, de menor intensidad.',
    'Niega otros síntomas.',
  ],
  [
    'Se suspendió el medicamento y recibió {manejo}.',
    'Fue manejado con {manejo}, retirando el fármaco.',
    'En emergencia le administraron {manejo}.',
    'Tratamiento: {manejo}.',
    'Requirió {manejo} por indicación médica.',
  ],
  [
    'Evolucionó favorablemente.',
    'Cedió a los {mejora} días.',
    'Quedó en observación {mejora} días y fue dado de alta.',
    'Al cierre del reporte persistían molestias.',
    'Recuperado según el control.',
  ],
];
export const CARE =
  words(`clorfenamina 10 mg, hidrocortisona 100 mg, hidratación endovenosa, dexametasona, reposo y paracetamol, adrenalina intramuscular,
  dieta blanda, metoclopramida, oxígeno suplementario, glucosa al 33 %, loratadina, observación`);
