import { ObjectType } from 'type-graphql';
import { DataField } from './field.js';

/** A class whose rows are kept in a table of their own: adds the identifier that the database gives. */
export function Stored<Data extends object>(base: new () => Data): new () => Data & { id: number } {
  @ObjectType()
  class StoredRow extends (base as new () => object) {
    @DataField({ about: 'Identificador', type: 'id', privacy: 'public', readOnly: true })
    id!: number;
  }
  return StoredRow as unknown as new () => Data & { id: number };
}
