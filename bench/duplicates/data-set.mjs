import * as words from './words.mjs';
import * as otherWords from './other-words.mjs';
import { occasion, person, report, reportersOf } from './draw.mjs';
import { chanceFrom, plusDays } from './random.mjs';
import { again } from './retell.mjs';

/** How often a second report differs from the first one, and how. */
export const WORLDS = {
  main: {
    words,
    duplicates: 0.1,
    campaigns: 0.12,
    rates: {
      initialsInAnotherOrder: 0.08,
      secondSurnameMissing: 0.15,
      birthSwapped: 0.04,
      ageInsteadOfBirth: 0.2,
      ageOffByOne: 0.1,
      noDocument: 0.25,
      ingredientForBrand: 0.35,
      withoutAccents: 0.4,
      otherTerm: 0.5,
      noWeight: 0.3,
      weightGuessed: 0.2,
      lotMistyped: 0.08,
      noLot: 0.2,
      dayOfReport: 0.08,
      eventDayNear: 0.12,
      eventDaySwapped: 0.04,
    },
  },
  // Other people, products and stories; what is changed differs in kind and number.
  other: {
    words: otherWords,
    duplicates: 0.06,
    campaigns: 0.05,
    rates: {
      secondNameMissing: 0.2,
      initialsWithPoints: 0.3,
      wrongInitial: 0.03,
      birthMistyped: 0.05,
      ageRounded: 0.12,
      clinicalHistory: 0.2,
      documentMistyped: 0.05,
      noDocument: 0.3,
      weightGuessed: 0.4,
      wrongSex: 0.01,
      brandOnly: 0.2,
      ingredientForBrand: 0.2,
      noEvents: 0.3,
      otherTerm: 0.6,
      lotWithWords: 0.2,
      noLot: 0.4,
      eventDayNear: 0.15,
      firstOfMonth: 0.06,
      wrongYear: 0.02,
      noEventDay: 0.1,
      shortStory: 0.3,
    },
  },
};

/** What may be blank. */
const BLANKABLE = [
  'pacienteIniciales',
  'pacienteEdad',
  'pacienteSexo',
  'pacientePeso',
  'pacienteDni',
  'pacienteFechaNacimiento',
  'establecimiento',
  'reportanteNombre',
  'reportanteEmail',
  'reportanteTelefono',
  'productoSospechoso',
  'descripcionEvento',
  'fechaInicioEvento',
  'fechaRecepcion',
  'ltFechaRecibidoUfv',
];

/** Labelled cases in a random order: `entity` is the same for cases that tell of the same event of the same patient. */
export function dataSet({ world: name = 'main', size = 10_000, seed = 1, blank = 0, only } = {}) {
  const world = WORLDS[name];
  const chance = chanceFrom(seed);
  const reporters = reportersOf(world, chance, Math.ceil(size / 12));
  const copies = Math.round(size * world.duplicates);
  const originals = firstReports(world, chance, reporters, size - copies);
  const repeated = chance.shuffled(originals).slice(0, copies);
  const seconds = repeated.map((first) => ({ entity: first.entity, told: again(world, chance, first, reporters) }));
  const cases = chance
    .shuffled([...originals, ...seconds])
    .map(({ entity, told, kind }) => ({ entity, kind, facts: told }));
  if (blank > 0) for (const { facts } of cases) blankOut(facts, chance, blank);
  if (only) for (const one of cases) one.facts = nothingBut(one.facts, only);
  return cases;
}

function nothingBut(facts, names) {
  const blanked = Object.fromEntries(
    Object.keys(facts).map((name) => [name, names.includes(name) ? facts[name] : null]),
  );
  return { ...blanked, products: [], events: [] };
}

/** First reports: strangers, and those that look like duplicates and are none. */
function firstReports(world, chance, reporters, count) {
  const made = [];
  const add = (kind, parts) => {
    const { who, what, reporter } = parts;
    made.push({ entity: made.length, kind, who, what, reporter, told: report(world, chance, parts) });
  };
  for (let left = count * world.campaigns; left > 0; left -= campaign(world, chance, reporters, add));
  for (let pairs = count * 0.01; pairs > 0; pairs -= 1) twins(world, chance, reporters, add);
  for (let pairs = count * 0.03; pairs > 0; pairs -= 1) secondEvent(world, chance, reporters, add);
  while (made.length < count) {
    add('stranger', {
      who: person(world, chance),
      what: occasion(world, chance),
      reporter: chance.commonOf(reporters),
    });
  }
  return made.slice(0, count);
}

/** A vaccination session: same place, reporter, day, product and lot, people of like age, mostly the same two reactions. */
function campaign(world, chance, reporters, add) {
  const people = chance.between(8, 60);
  const vaccine = chance.of(world.words.VACCINES);
  const shared = occasion(world, chance, { products: [vaccine] });
  const reporter = chance.commonOf(reporters);
  const youngest = chance.of([0, 9, 10, 60]);
  for (let one = 0; one < people; one += 1) {
    const reactions = [chance.commonOf(vaccine[5])];
    const days = chance.often(0.7) ? 0 : chance.between(1, 2);
    const what = { ...shared, reactions, days, onset: plusDays(shared.start, days), companion: undefined };
    add('campaign', { who: person(world, chance, { ages: [youngest, youngest + 2] }), what, reporter });
  }
  return people;
}

/** Two children born on one day, who are treated with the same on the same day. */
function twins(world, chance, reporters, add) {
  const first = person(world, chance, { ages: [0, 6] });
  const other = person(world, chance, { ages: [0, 6] });
  const second = {
    ...other,
    surnames: first.surnames,
    birth: first.birth,
    weight: Math.round(10 * (first.weight + chance.next())) / 10,
  };
  const what = occasion(world, chance, chance.often(0.5) ? { products: world.words.VACCINES } : {});
  const reporter = chance.commonOf(reporters);
  add('twin', { who: first, what, reporter });
  const reactions = chance.often(0.6) ? what.reactions : [chance.of(what.product[5])];
  add('twin', { who: second, what: { ...what, reactions }, reporter });
}

/** The same patient falls ill of something else months later, often under the same doctor and sometimes the same product. */
function secondEvent(world, chance, reporters, add) {
  const who = person(world, chance, { ages: [18, 92] });
  const what = occasion(world, chance);
  const reporter = chance.commonOf(reporters);
  add('second event', { who, what, reporter });
  const later = occasion(world, chance, {
    products: chance.often(0.4) ? [what.product] : world.words.PRODUCTS,
    day: plusDays(what.onset, chance.between(20, 500)),
  });
  add('second event', { who, what: later, reporter: chance.often(0.6) ? reporter : chance.commonOf(reporters) });
}

function blankOut(facts, chance, share) {
  for (const name of BLANKABLE) if (chance.often(share)) facts[name] = null;
  if (chance.often(share)) facts.events = [];
  for (const product of facts.products) {
    for (const name of ['nombreProducto', 'ifa', 'nroLote']) if (chance.often(share)) product[name] = null;
  }
  for (const event of facts.events) if (facts.fechaInicioEvento === null) event.fechaInicio = null;
}

/** Pairs of places in the list that are the same case. */
export function truePairs(cases) {
  const places = Map.groupBy(cases.keys(), (place) => cases[place].entity);
  return [...places.values()].flatMap((group) => group.flatMap((a, at) => group.slice(at + 1).map((b) => [a, b])));
}
