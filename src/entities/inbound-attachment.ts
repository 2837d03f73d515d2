import { Entity, Index, ManyToOne } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { DataField } from './field.js';
import { InboundMessage } from './inbound-message.js';
import { Stored } from './stored.js';

@ObjectType()
export class InboundAttachmentData {
  @DataField({ about: 'Nombre que le dio el remitente', privacy: 'health', readOnly: true })
  fileName?: string;

  @DataField({ about: 'Tipo, según su contenido', privacy: 'public', readOnly: true })
  contentType?: string;

  @DataField({ about: 'Tamaño (bytes)', privacy: 'public', readOnly: true, always: true })
  sizeBytes!: number;

  @DataField({ about: 'SHA-256 del archivo', privacy: 'public', readOnly: true })
  sha256?: string;

  @DataField({
    about: 'Por qué está solo en el mensaje original: TOO_LARGE o PROGRAM',
    privacy: 'public',
    readOnly: true,
  })
  problem?: string;
}

/** A file that came with a message. Its bytes are in the file store under their SHA-256, unless there is a problem with it. */
@Entity({ tableName: 'inbound_attachments' })
@Index({ name: 'inbound_attachments_sha256', properties: ['sha256'] })
@ObjectType('Attachment', { description: 'A file that came with a message' })
export class InboundAttachment extends Stored(InboundAttachmentData) {
  @ManyToOne(() => InboundMessage, { fieldName: 'inbound_id', deleteRule: 'cascade', index: true })
  message!: InboundMessage;
}
