import { Entity, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { Case } from './case.js';
import { DataField } from './field.js';
import { FollowupMessage } from './followup-message.js';
import { Stored } from './stored.js';

@ObjectType()
export class InboundMessageData {
  @DataField({ about: 'Canal', privacy: 'public', readOnly: true, vocabulary: 'canal', always: true })
  channel!: string;

  @DataField({
    about: 'Clase: MESSAGE, AUTO_REPLY, BOUNCE, LOOP o UNREADABLE',
    privacy: 'public',
    readOnly: true,
    default: 'MESSAGE',
    always: true,
  })
  kind!: string;

  @DataField({
    about: 'Situación: RECEIVED, TRIAGE, THREAD, NOTED o DISMISSED',
    privacy: 'public',
    readOnly: true,
    default: 'RECEIVED',
    always: true,
  })
  state!: string;

  @DataField({ about: 'Remitente', privacy: 'personal', readOnly: true })
  sender?: string;

  @DataField({ about: 'Nombre del remitente', privacy: 'personal', readOnly: true })
  senderName?: string;

  @DataField({ about: 'Asunto', privacy: 'health', readOnly: true })
  subject?: string;

  @DataField({ about: 'Texto', privacy: 'health', type: 'narrative', readOnly: true, default: '', always: true })
  body!: string;

  @DataField({
    about: 'Lo que debe saberse del mensaje',
    privacy: 'public',
    type: 'words',
    readOnly: true,
    always: true,
  })
  notes!: string[];

  @DataField({ about: 'Identificador externo', privacy: 'personal', readOnly: true })
  externalId?: string;

  @DataField({ about: 'Enviado, según el remitente', privacy: 'public', type: 'instant', readOnly: true })
  sentAt?: Date;

  @DataField({ about: 'Recibido', privacy: 'public', type: 'instant', readOnly: true, always: true })
  receivedAt!: Date;

  @DataField({ about: 'Caso', privacy: 'public', readOnly: true, stored: false })
  icsrId?: number;

  @DataField({
    about: 'Mensaje del hilo en el que se convirtió, o del que informa',
    privacy: 'public',
    readOnly: true,
    stored: false,
  })
  followupId?: number;

  @DataField({
    about: 'Cómo se halló el caso: IN_REPLY_TO, REFERENCES, SUBJECT_AND_SENDER, PHONE o PERSON',
    privacy: 'public',
    readOnly: true,
  })
  matchedBy?: string;

  @DataField({ about: 'Atendido por (cuenta)', privacy: 'public', readOnly: true })
  handledBy?: number;

  @DataField({ about: 'Atendido', privacy: 'public', type: 'instant', readOnly: true })
  handledAt?: Date;

  @DataField({ about: 'Motivo por el que no pertenece a ningún caso', privacy: 'health', readOnly: true })
  reason?: string;

  @DataField({ about: 'SHA-256 del mensaje original', privacy: 'public', readOnly: true, always: true })
  rawSha256!: string;

  @DataField({ about: 'Tamaño del mensaje original (bytes)', privacy: 'public', readOnly: true, always: true })
  rawBytes!: number;
}

/** A message from outside, on any channel. Its bytes, as they came, are in the file store under their SHA-256. */
@Entity({ tableName: 'inbound_messages' })
@Index({ name: 'inbound_messages_state', properties: ['state', 'id'] })
@Index({ name: 'inbound_messages_raw_sha256', properties: ['rawSha256'] })
@Index({ name: 'inbound_messages_external_id', properties: ['externalId'] })
@ObjectType('InboundMessage', { description: 'A message that came in from outside' })
export class InboundMessage extends Stored(InboundMessageData) {
  @ManyToOne(() => Case, { fieldName: 'icsr_id', deleteRule: 'cascade', nullable: true, index: true })
  case?: Case;

  @ManyToOne(() => FollowupMessage, { fieldName: 'followup_id', deleteRule: 'set null', nullable: true, index: true })
  followup?: FollowupMessage;

  /** How often somebody began to read it: a mail that ends its readers is read no more. */
  @Property({ columnType: 'int', default: 0 })
  readings: number = 0;
}
