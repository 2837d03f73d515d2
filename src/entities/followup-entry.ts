import { Entity, ManyToOne } from '@mikro-orm/decorators/legacy';
import { InputType, ObjectType } from 'type-graphql';
import { Case } from './case.js';
import { DataField } from './field.js';
import { Stored } from './stored.js';

/** A line of the unit's own follow-up log. Not a message: those are `followup-message.ts`. */
@ObjectType()
@InputType('FollowupEntryData')
export class FollowupEntryData {
  @DataField({ about: 'Número de seguimiento', privacy: 'public', min: 0 })
  numero?: number;

  @DataField({ about: 'Fecha', privacy: 'public', type: 'date' })
  fecha?: string;

  @DataField({ about: 'Comentarios', privacy: 'health', type: 'narrative' })
  comentarios?: string;
}

@Entity({ tableName: 'icsr_seguimientos' })
@ObjectType('FollowupEntry', { description: 'A line of the follow-up log of a case' })
export class FollowupEntry extends Stored(FollowupEntryData) {
  @ManyToOne(() => Case, { fieldName: 'icsr_id', deleteRule: 'cascade', index: true })
  case!: Case;
}
