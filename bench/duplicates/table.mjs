import { dataSet, WORLDS } from './data-set.mjs';
import { throughTheServer } from './end-to-end.mjs';
import { loadProduct, promised, qualityAt, scoreByContract, scoreByModel, topOne } from './quality.mjs';

const LIMITS = {
  contract: [0.45, 0.8],
  // Suspected; and where nothing likely should be missed.
  model: [0.5, 0.3],
};
const SUSPECTED_FROM = 0.5;
/** What the probability is held to from there on, for the mean of all seeds. */
const AIMS = [
  { world: 'main', blank: 0, recall: 0.95, precision: 0.95 },
  { world: 'main', blank: 0.3, recall: 0.8, precision: 0.8 },
];

/** Recall, precision and F1 of the documented score and of the probability, over labelled cases of several seeds. */
export async function benchDuplicates(options) {
  const { root, quick } = options;
  const product = await loadProduct(root);
  const seeds = quick ? [1] : [1, 2, 3, 4, 5];
  const size = quick ? 2000 : 10_000;
  const lines = [];
  for (const world of Object.keys(WORLDS)) {
    for (const blank of [0, 0.3]) lines.push(...measured(product, { world, blank, size, seeds }));
  }
  lines.push(...measured(product, { world: 'main', blank: 0, size, seeds, only: PERSON }));
  return [...lines, ...(await throughTheServer(options))];
}

/** What identifies a person, and no event: alone it can never make a duplicate, but must put the right case first. */
const PERSON = ['pacienteIniciales', 'pacienteEdad', 'pacienteSexo', 'pacienteDni', 'pacienteFechaNacimiento'];

function measured(product, { world, blank, size, seeds, only }) {
  const runs = seeds.map((seed) => {
    const cases = dataSet({ world, size, seed, blank, only });
    const model = scoreByModel(product, cases);
    const contract = scoreByContract(product, cases);
    return [
      ...LIMITS.contract.map((from) => ({ by: 'documented score', from, ...told(contract.scored, cases, from) })),
      ...LIMITS.model.map((from) => ({
        by: 'probability',
        from,
        ...told(model.scored, cases, from),
        promised: promised(model.scored, cases),
        perSecond: model.perSecond,
      })),
    ];
  });
  return runs[0].map(({ by, from }, place) => {
    const of = (name) => runs.map((run) => run[place][name]);
    const line = {
      what: `${world}, ${only ? 'the person alone' : blank === 0 ? 'full' : `${100 * blank} % blank`}`,
      world,
      blank,
      by,
      from,
      size,
      seeds: seeds.length,
      recall: mean(of('recall')),
      worstRecall: Math.min(...of('recall')),
      precision: mean(of('precision')),
      worstPrecision: Math.min(...of('precision')),
      f1: mean(of('f1')),
      topOne: mean(of('topOne')),
      promised: by === 'probability' ? mean(of('promised')) : undefined,
      perSecond: by === 'probability' ? mean(of('perSecond')) : undefined,
    };
    return only ? line : judged(line);
  });
}

function told(scored, cases, from) {
  return { ...qualityAt(scored, cases, from), topOne: topOne(scored, cases) };
}

function judged(line) {
  const aim = AIMS.find(({ world, blank }) => world === line.world && blank === line.blank);
  if (!aim || line.by !== 'probability') return line;
  if (line.from !== SUSPECTED_FROM) return line;
  return {
    ...line,
    aimText: `recall ≥ ${aim.recall}, precision ≥ ${aim.precision}`,
    met: line.recall >= aim.recall && line.precision >= aim.precision,
  };
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
