import { DataField } from './field.js';

/** What the last check in the background found of a case. */
export class KeptDuplicateCheck {
  @DataField({ about: 'Identificador', type: 'id', privacy: 'public', readOnly: true, stored: false })
  id!: number;

  @DataField({ about: 'Puntaje del más parecido, en centésimas', privacy: 'public', readOnly: true, stored: false })
  score!: number;

  @DataField({ about: 'Caso más parecido', privacy: 'public', readOnly: true, stored: false })
  bestId?: number;

  @DataField({ about: 'Revisado', privacy: 'public', type: 'instant', readOnly: true, stored: false })
  checkedAt!: Date;
}
