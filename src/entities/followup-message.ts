import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { Case } from './case.js';
import { DataField } from './field.js';
import { Stored } from './stored.js';

/** A message to or from the reporter of a case, on any channel. */
@ObjectType()
export class FollowupMessageData {
  @DataField({ about: 'Caso', privacy: 'public', readOnly: true, stored: false, always: true })
  icsrId!: number;

  @DataField({ about: 'Canal', privacy: 'public', readOnly: true, vocabulary: 'canal', always: true })
  channel!: string;

  @DataField({ about: 'Sentido', privacy: 'public', readOnly: true, always: true })
  direction!: string;

  @DataField({ about: 'Texto', privacy: 'health', type: 'narrative', readOnly: true, always: true })
  body!: string;

  @DataField({ about: 'Identificador externo', privacy: 'personal', readOnly: true })
  externalId?: string;

  @DataField({ about: 'Fecha', privacy: 'public', type: 'instant', readOnly: true, always: true })
  createdAt!: Date;
}

@Entity({ tableName: 'followup_messages' })
@ObjectType('FollowupMessage', { description: 'A message to or from the reporter of a case' })
export class FollowupMessage extends Stored(FollowupMessageData) {
  @ManyToOne(() => Case, { fieldName: 'icsr_id', deleteRule: 'cascade', index: true })
  case!: Case;

  /** pending, sent, responded, completed, skipped or failed. */
  @Property({ columnType: 'text', default: 'sent' })
  status: string = 'sent';

  /** Sender, subject, references and whatever else the channel tells. */
  @Property({ type: 'json', nullable: true })
  externalMeta?: Record<string, unknown>;
}
