import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { Case } from './case.js';
import { DataField } from './field.js';
import { Stored } from './stored.js';

@ObjectType()
export class SnapshotData {
  @DataField({ about: 'Versión del caso', privacy: 'public', readOnly: true, always: true })
  caseVersion!: number;

  @DataField({ about: 'Motivo', privacy: 'public', readOnly: true, always: true })
  reason!: string;

  @DataField({ about: 'Autor', privacy: 'public', readOnly: true })
  createdBy?: number;

  @DataField({ about: 'Creado', privacy: 'public', type: 'instant', readOnly: true, always: true })
  createdAt!: Date;
}

/** A whole case as it was at one moment. */
@Entity({ tableName: 'icsr_detail_snapshots' })
@ObjectType('Snapshot', { description: 'A whole case as it was at one moment' })
export class Snapshot extends Stored(SnapshotData) {
  @ManyToOne(() => Case, { fieldName: 'icsr_id', deleteRule: 'cascade', index: true })
  case!: Case;

  @DataField({ about: 'Caso', privacy: 'public', readOnly: true, stored: false, always: true })
  icsrId!: number;

  @Property({ type: 'json' })
  content!: Record<string, unknown>;
}
