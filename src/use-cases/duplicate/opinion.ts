import { z } from 'zod';
import { compareCases, excerpt, MATCHES_MAX, traitsOf } from '../../domain/duplicates.js';
import { DomainError } from '../../domain/errors.js';
import { SUSPECTED_FROM } from '../../domain/hit-miss.js';
import * as inputs from '../../domain/inputs.js';
import { type KeptFacts, readFacts } from '../../storage/match-keys.js';
import { reading } from '../use-case.js';
import { knownOf, opinionsOn } from './opinions.js';

/**
 * The second opinion on a case and each of these others, and the cases beside them that only the model suspects: they may lie
 * outside the window, as one whose month was taken for its day does. Throws CASE_NOT_FOUND.
 */
export const giveSecondOpinion = reading({
  name: 'duplicate.opinion',
  about: 'Tell how likely a case is to be the same as others, and which other ones it may be',
  permission: 'icsr:read',
  input: z.object({ id: inputs.id, others: z.array(inputs.id).max(MATCHES_MAX) }),
  async run({ query, house }, { id, others }) {
    const [subject] = await knownOf(query, [id]);
    if (!subject) throw new DomainError('CASE_NOT_FOUND');
    const opinions = await opinionsOn(query, house.duplicateSecret, subject, others);
    const alone = opinions.filter((one) => one.probability >= SUSPECTED_FROM && !others.includes(one.id));
    const facts = await readFacts(query, [id, ...alone.slice(0, MATCHES_MAX).map((one) => one.id)]);
    const suspected = alone.flatMap((one) => (facts.has(one.id) ? [matchOf(facts.get(id)!, facts.get(one.id)!)] : []));
    return { opinions: new Map(opinions.map((one) => [one.id, one])), suspected };
  },
});

/** A suspected case as documented matches are shown, with the documented score. */
function matchOf(subject: KeptFacts, other: KeptFacts) {
  return {
    id: other.id,
    ...compareCases(traitsOf(subject), traitsOf(other)),
    fecha: other.fechaInicioEvento,
    producto: other.productoSospechoso,
    iniciales: other.pacienteIniciales,
    narrativa: excerpt(other.descripcionEvento),
  };
}
