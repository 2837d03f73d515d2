import { plusDays } from './random.mjs';

const FIRST_DAY = '2021-07-05';
/** Nobody is born later, so that whoever falls ill has an age. */
const LAST_BIRTH = '2021-07-01';
const DAYS = 5 * 365;

/** Those who report, each at a place of their own. The first ones report most. */
export function reportersOf({ words }, chance, count) {
  return Array.from({ length: count }, (_, place) => {
    const name = `${chance.of(words.FEMALE.concat(words.MALE))} ${chance.commonOf(words.SURNAMES)} ${chance.of(words.SURNAMES)}`;
    return {
      reportanteNombre: name,
      reportanteEmail: `${plain(name).replaceAll(' ', '.')}${place}@example.pe`,
      reportanteTelefono: `9${String(chance.below(100_000_000)).padStart(8, '0')}`,
      reportanteOcupacion: chance.commonOf(words.POSTS),
      establecimiento: chance.commonOf(words.PLACES),
    };
  });
}

export function person({ words }, chance, { ages = [0, 92] } = {}) {
  const female = chance.often(0.56);
  const given = female ? words.FEMALE : words.MALE;
  const names = [chance.commonOf(given), ...(chance.often(0.6) ? [chance.of(given)] : [])];
  const surnames = [chance.commonOf(words.SURNAMES), chance.commonOf(words.SURNAMES)];
  const birth = plusDays(LAST_BIRTH, -Math.floor(chance.between(...ages) * 365.25) - chance.below(365));
  const years = (Date.parse(LAST_BIRTH) - Date.parse(birth)) / (365.25 * 86_400_000);
  return {
    names,
    surnames,
    sex: female ? 'F' : 'M',
    birth,
    dni: String(chance.between(10_000_000, 79_999_999)),
    weight: Math.round(10 * (years < 16 ? 4 + 3.4 * years : 48 + chance.below(45)) + chance.below(30)) / 10,
  };
}

/** A treatment with a product, and what came of it. */
export function occasion({ words }, chance, { products = words.PRODUCTS, day } = {}) {
  const product = chance.commonOf(products);
  const began = day ?? plusDays(FIRST_DAY, chance.below(DAYS));
  const days = chance.between(0, 9);
  const reactions = [chance.of(product[5]), ...(chance.often(0.35) ? [chance.of(product[5])] : [])];
  return {
    product,
    lot: `${product[1].slice(0, 2).toUpperCase()}${chance.between(10, 25)}${String(chance.below(40)).padStart(3, '0')}`,
    start: began,
    onset: plusDays(began, days),
    days,
    reactions: [...new Set(reactions)],
    care: chance.of(words.CARE),
    better: chance.between(1, 6),
    companion: chance.often(0.15) ? chance.commonOf(words.PRODUCTS) : undefined,
  };
}

/** A report of what happened to a person, as a careful reporter writes it. */
export function report(world, chance, { who, what, reporter, delay = chance.between(1, 30) }) {
  const { product } = what;
  const received = plusDays(what.onset, delay);
  const coded = chance.often(0.6);
  return {
    pacienteIniciales: [...who.names, ...who.surnames].map(([letter]) => letter).join(''),
    pacienteEdad: ageOn(who.birth, what.onset),
    pacienteSexo: who.sex,
    pacientePeso: who.weight,
    pacienteDni: who.dni,
    pacienteFechaNacimiento: who.birth,
    ...reporter,
    productoSospechoso: `${product[1]} ${product[2]}`,
    descripcionEvento: story(world, chance, who, what),
    fechaInicioEvento: what.onset,
    fechaRecepcion: received,
    ltFechaRecibidoColaborador: null,
    ltFechaRecibidoUfv: plusDays(received, chance.below(3)),
    numero: null,
    codigoInternoLab: null,
    cenafytCodigo: null,
    products: [product, ...(what.companion ? [what.companion] : [])].map((one, place) => ({
      nombreProducto: `${one[1]} ${one[2]} (${one[0]})`,
      ifa: one[0],
      nroLote: place === 0 ? what.lot : null,
      viaAdministracion: one[3],
    })),
    events: what.reactions.map((reaction) => event(world, chance, what, reaction, coded)),
  };
}

export function event({ words }, chance, what, reaction, coded) {
  const [term, ...tellings] = words.REACTIONS[reaction];
  const nothing = { meddraLltCode: null, meddraLltTerm: null, meddraPtManual: null };
  return {
    ...nothing,
    texto: coded ? term : chance.of(tellings),
    fechaInicio: what.onset,
    meddraPtCode: coded ? String(90_000_001 + reaction) : null,
    meddraPtTerm: coded ? term : null,
  };
}

/** Another telling each time: parts in other words, some left out. */
export function story({ words }, chance, who, what) {
  const [name, brand, , route, reason] = what.product;
  const tellings = (reaction) => chance.of(words.REACTIONS[reaction]).toLowerCase();
  const blanks = {
    sexo: who.sex === 'F' ? 'mujer' : 'varón',
    Sexo: who.sex === 'F' ? 'Mujer' : 'Varón',
    edad: ageOn(who.birth, what.onset),
    motivo: reason,
    producto: chance.often(0.5) ? name.toLowerCase() : brand,
    via: route.toLowerCase(),
    inicio: what.start.split('-').reverse().join('/'),
    dias: what.days,
    reaccion: tellings(what.reactions[0]),
    otra: what.reactions.length > 1 ? tellings(what.reactions[1]) : 'malestar general',
    manejo: what.care,
    mejora: what.better,
  };
  const parts = words.STORY.filter((_, place) => place === 2 || chance.often(0.85)).map((part) => chance.of(part));
  return parts.join(' ').replace(/\{(\w+)\}/g, (_, blank) => blanks[blank]);
}

export function ageOn(birth, day) {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

export function plain(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
