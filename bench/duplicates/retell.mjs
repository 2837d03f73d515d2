import { event, report, story } from './draw.mjs';
import { plusDays } from './random.mjs';

/** Why a case comes in twice, how often, and what of the first report stays (spec/pharmacovigilance.md 3.5). */
const WAYS = [
  { share: 0.5, name: 'two reporters', sameReporter: false, sameStory: 0 },
  { share: 0.25, name: 'company and authority', sameReporter: true, sameStory: 0.5 },
  { share: 0.15, name: 'follow-up that was not linked', sameReporter: true, sameStory: 0 },
  { share: 0.1, name: 'sent twice', sameReporter: true, sameStory: 1 },
];

/** The same event of the same patient, told once more. */
export function again(world, chance, { who, what, reporter, told }, reporters) {
  const way = wayOf(chance.next());
  const second = way.sameReporter ? reporter : chance.commonOf(reporters);
  // Two who report of one patient mostly work at the same place.
  const place = chance.often(0.7) ? reporter.establecimiento : second.establecimiento;
  const teller = { ...second, establecimiento: place };
  const copy = report(world, chance, { who, what, reporter: teller, delay: chance.between(2, 90) });
  if (chance.often(way.sameStory)) copy.descripcionEvento = told.descripcionEvento;
  else copy.descripcionEvento = story(world, chance, who, what);
  for (const [name, share] of Object.entries(world.rates)) {
    if (chance.often(share)) CORRUPTIONS[name](copy, chance, { world, what, told });
  }
  return copy;
}

function wayOf(number) {
  let sum = 0;
  return WAYS.find(({ share }) => (sum += share) > number) ?? WAYS[0];
}

export const CORRUPTIONS = {
  initialsInAnotherOrder(copy) {
    const half = Math.max(1, copy.pacienteIniciales.length - 2);
    copy.pacienteIniciales = copy.pacienteIniciales.slice(half) + copy.pacienteIniciales.slice(0, half);
  },
  secondSurnameMissing(copy) {
    copy.pacienteIniciales = copy.pacienteIniciales.slice(0, -1);
  },
  secondNameMissing(copy) {
    if (copy.pacienteIniciales.length > 3)
      copy.pacienteIniciales = copy.pacienteIniciales[0] + copy.pacienteIniciales.slice(2);
  },
  initialsWithPoints(copy) {
    copy.pacienteIniciales = [...copy.pacienteIniciales].join('.').toLowerCase();
  },
  wrongInitial(copy, chance) {
    const place = chance.below(copy.pacienteIniciales.length);
    const letters = [...copy.pacienteIniciales];
    letters[place] = chance.of([...'ABCDEFGHJLMNPRSTV']);
    copy.pacienteIniciales = letters.join('');
  },
  birthSwapped(copy) {
    copy.pacienteFechaNacimiento = swapped(copy.pacienteFechaNacimiento);
  },
  birthMistyped(copy, chance) {
    const [year, month, day] = (copy.pacienteFechaNacimiento ?? '1980-01-01').split('-');
    copy.pacienteFechaNacimiento = [String(Number(year) - chance.of([1, 10])), month, day]
      .join('-')
      .replace('-02-29', '-02-28');
  },
  ageInsteadOfBirth(copy) {
    copy.pacienteFechaNacimiento = null;
  },
  ageOffByOne(copy, chance) {
    copy.pacienteEdad = Math.max(0, copy.pacienteEdad + chance.of([-1, 1]));
  },
  ageRounded(copy) {
    copy.pacienteEdad = 5 * Math.round(copy.pacienteEdad / 5);
    copy.pacienteFechaNacimiento = null;
  },
  noDocument(copy) {
    copy.pacienteDni = null;
  },
  clinicalHistory(copy, chance) {
    copy.pacienteDni = `HC ${chance.between(10_000, 999_999)}`;
  },
  documentMistyped(copy, chance) {
    if (copy.pacienteDni) copy.pacienteDni = mistyped(copy.pacienteDni, chance);
  },
  noWeight(copy) {
    copy.pacientePeso = null;
  },
  weightGuessed(copy, chance) {
    if (copy.pacientePeso) copy.pacientePeso = Math.max(1, Math.round(copy.pacientePeso + chance.between(-4, 4)));
  },
  wrongSex(copy) {
    copy.pacienteSexo = copy.pacienteSexo === 'F' ? 'Masculino' : 'Femenino';
  },
  ingredientForBrand(copy, _chance, { what: { product } }) {
    copy.productoSospechoso = `${product[0]} ${product[2]}`;
    copy.products = [
      { nombreProducto: product[0], ifa: null, nroLote: copy.products[0].nroLote, viaAdministracion: product[3] },
    ];
  },
  brandOnly(copy, _chance, { what: { product } }) {
    copy.productoSospechoso = product[1];
    copy.products = [
      { nombreProducto: product[1], ifa: null, nroLote: copy.products[0].nroLote, viaAdministracion: null },
    ];
  },
  withoutAccents(copy) {
    for (const name of [
      'pacienteIniciales',
      'reportanteNombre',
      'establecimiento',
      'productoSospechoso',
      'descripcionEvento',
    ]) {
      copy[name] = copy[name].normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
    }
  },
  otherTerm(copy, chance, { world, what }) {
    copy.events = what.reactions.slice(0, 1).map((one) => event(world, chance, what, one, chance.often(0.5)));
  },
  noEvents(copy) {
    copy.events = [];
  },
  lotMistyped(copy, chance) {
    for (const product of copy.products) if (product.nroLote) product.nroLote = mistyped(product.nroLote, chance);
  },
  lotWithWords(copy) {
    for (const product of copy.products)
      if (product.nroLote) product.nroLote = `Lote ${product.nroLote.slice(0, 2)}-${product.nroLote.slice(2)}`;
  },
  noLot(copy) {
    for (const product of copy.products) product.nroLote = null;
  },
  dayOfReport(copy, _chance, { told }) {
    copy.fechaInicioEvento = told.fechaRecepcion;
  },
  eventDayNear(copy, chance) {
    copy.fechaInicioEvento = plusDays(copy.fechaInicioEvento, chance.of([-3, -2, -1, 1, 2, 3]));
  },
  eventDaySwapped(copy) {
    copy.fechaInicioEvento = swapped(copy.fechaInicioEvento);
  },
  firstOfMonth(copy) {
    copy.fechaInicioEvento = `${copy.fechaInicioEvento.slice(0, 8)}01`;
  },
  wrongYear(copy) {
    copy.fechaInicioEvento =
      `${Number(copy.fechaInicioEvento.slice(0, 4)) - 1}${copy.fechaInicioEvento.slice(4)}`.replace('-02-29', '-02-28');
  },
  noEventDay(copy) {
    copy.fechaInicioEvento = null;
    for (const one of copy.events) one.fechaInicio = null;
  },
  shortStory(copy) {
    copy.descripcionEvento = copy.descripcionEvento.split('. ').slice(0, 2).join('. ');
  },
};

function swapped(day) {
  const [year, month, date] = (day ?? '').split('-');
  return Number(date) <= 12 ? `${year}-${date}-${month}` : day;
}

function mistyped(text, chance) {
  const place = chance.between(1, text.length - 1);
  const letters = [...text];
  if (chance.often(0.4) && place + 1 < letters.length)
    [letters[place], letters[place + 1]] = [letters[place + 1], letters[place]];
  else if (chance.often(0.5)) letters[place] = String(chance.below(10));
  else letters.splice(place, 1);
  return letters.join('');
}
