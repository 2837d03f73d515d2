import { Check, Entity, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { Case } from './case.js';
import { DataField } from './field.js';
import type { Selection } from './selection.js';
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

  @DataField({
    about: 'Situación',
    privacy: 'public',
    readOnly: true,
    vocabulary: 'situacionMensaje',
    default: 'sent',
    always: true,
  })
  status!: string;

  @DataField({ about: 'Dirección del reportante', privacy: 'personal', readOnly: true })
  address?: string;

  @DataField({ about: 'Asunto', privacy: 'personal', readOnly: true })
  subject?: string;

  @DataField({ about: 'Enviado por el sistema', privacy: 'public', readOnly: true, default: false, always: true })
  automatic!: boolean;

  @DataField({ about: 'Problema de entrega', privacy: 'public', readOnly: true })
  problem?: string;

  @DataField({ about: 'Entregado', privacy: 'public', type: 'instant', readOnly: true })
  deliveredAt?: Date;
}

@Entity({ tableName: 'followup_messages' })
@Index({ name: 'followup_messages_thread', properties: ['case', 'createdAt', 'id'] })
@Index({
  name: 'followup_messages_external_id',
  expression:
    'create unique index "followup_messages_external_id" on "followup_messages" (channel, external_id) where external_id is not null',
})
@Index({
  name: 'followup_messages_address',
  expression: `create index "followup_messages_address" on "followup_messages" (channel, address, id) where direction = 'out' and address is not null`,
})
@Check({ name: 'followup_messages_channel', expression: "channel in ('email', 'sms', 'whatsapp')" })
@Check({ name: 'followup_messages_direction', expression: "direction in ('in', 'out')" })
@Check({
  name: 'followup_messages_status',
  expression: "case direction when 'in' then status = 'received' else status in ('pending', 'sent', 'failed') end",
})
@ObjectType('FollowupMessage', { description: 'A message to or from the reporter of a case' })
export class FollowupMessage extends Stored(FollowupMessageData) {
  @ManyToOne(() => Case, { fieldName: 'icsr_id', deleteRule: 'cascade' })
  case!: Case;

  /** What the channel tells beyond the fields: the sender's own name, attachments, a gateway's extras. */
  @Property({ type: 'json', nullable: true })
  externalMeta?: Record<string, unknown>;

  /** Message-ID of the mail that it answers. */
  @Property({ fieldName: 'in_reply_to', columnType: 'text', nullable: true })
  inReplyTo?: string;

  /** Message-IDs of the conversation before it, as its header names them. */
  @Property({ fieldName: 'reference_ids', type: 'string[]', columnType: 'text[]', nullable: true })
  referenceIds?: string[];

  @Property({ fieldName: 'created_by', columnType: 'int', nullable: true })
  authorId?: number;
}

/** What the legacy contract shows of a message (legacy-api 2.6). */
export const LEGACY_MESSAGE: Selection = Object.fromEntries(
  ['id', 'icsrId', 'channel', 'direction', 'body', 'externalId', 'createdAt'].map((name) => [name, true] as const),
);
