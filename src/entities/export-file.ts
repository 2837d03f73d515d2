import { Entity, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { Case } from './case.js';
import { DataField } from './field.js';
import { Snapshot } from './snapshot.js';
import { Stored } from './stored.js';

@ObjectType()
export class ExportFileData {
  @DataField({ about: 'Caso', privacy: 'public', readOnly: true, stored: false, always: true })
  icsrId!: number;

  @DataField({ about: 'Tipo de documento', privacy: 'public', readOnly: true, always: true })
  kind!: string;

  @DataField({ about: 'Versión del caso', privacy: 'public', readOnly: true, always: true })
  caseVersion!: number;

  @DataField({ about: 'Nombre de archivo', privacy: 'public', readOnly: true, always: true })
  fileName!: string;

  @DataField({ about: 'Tipo de contenido', privacy: 'public', readOnly: true, always: true })
  contentType!: string;

  @DataField({ about: 'Tamaño (bytes)', privacy: 'public', readOnly: true, always: true })
  sizeBytes!: number;

  @DataField({ about: 'SHA-256 del archivo', privacy: 'public', readOnly: true, always: true })
  sha256!: string;

  @DataField({ about: 'Motor que hizo el documento', privacy: 'public', readOnly: true, always: true })
  engine!: string;

  @DataField({ about: 'Confirmado con OTP', privacy: 'public', readOnly: true, default: false, always: true })
  otpVerified!: boolean;
  @DataField({ about: 'Versión del motor', privacy: 'public', readOnly: true })
  engineVersion?: string;

  @DataField({ about: 'Instantánea del caso que muestra', privacy: 'public', readOnly: true, stored: false })
  snapshotId?: number;

  @DataField({ about: 'Firmante, como figura en el documento', privacy: 'personal', readOnly: true })
  signerName?: string;

  @DataField({ about: 'Firmado', privacy: 'public', type: 'instant', readOnly: true })
  signedAt?: Date;

  @DataField({ about: 'Número de serie del certificado', privacy: 'public', readOnly: true })
  certificateSerial?: string;

  /** A function of the database over the row, which PostgreSQL lets us read like a column. */
  @DataField({ about: 'Autor', privacy: 'personal', readOnly: true, stored: false, column: 'export_author' })
  createdBy?: string;

  @DataField({ about: 'Creado', privacy: 'public', type: 'instant', readOnly: true, always: true })
  createdAt!: Date;
}

/** A document made of a case. Its bytes are in the file store under their SHA-256. */
@Entity({ tableName: 'export_files' })
@Index({ name: 'export_files_sha256', properties: ['sha256'] })
@Index({ name: 'export_files_file_name', properties: ['fileName', 'id'] })
@ObjectType('ExportFile', { description: 'A document made of a case' })
export class ExportFile extends Stored(ExportFileData) {
  @ManyToOne(() => Case, { fieldName: 'icsr_id', deleteRule: 'cascade', index: true })
  case!: Case;

  @ManyToOne(() => Snapshot, { fieldName: 'snapshot_id', deleteRule: 'set null', nullable: true, index: true })
  snapshot?: Snapshot;

  @Property({ fieldName: 'created_by', columnType: 'int', nullable: true })
  authorId?: number;
}
