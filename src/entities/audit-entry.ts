import { ObjectType } from 'type-graphql';
import { DataField } from './field.js';

/** One line of the audit log: who did what to which row, with the values before and after. Written by the database alone. */
@ObjectType('AuditEntry', { description: 'One line of the audit log' })
export class AuditEntry {
  @DataField({ about: 'Identificador', type: 'id', privacy: 'public', readOnly: true })
  id!: number;

  @DataField({ about: 'Momento', privacy: 'public', type: 'instant', readOnly: true, always: true })
  at!: Date;

  @DataField({ about: 'Usuario', privacy: 'personal', readOnly: true })
  who?: string;

  @DataField({ about: 'Acción', privacy: 'public', readOnly: true, always: true })
  action!: string;

  @DataField({ about: 'Tabla', privacy: 'public', readOnly: true })
  tableName?: string;

  @DataField({ about: 'Fila', privacy: 'public', readOnly: true })
  rowId?: number;

  @DataField({ about: 'Caso', privacy: 'public', readOnly: true })
  icsrId?: number;

  @DataField({ about: 'Motivo', privacy: 'public', readOnly: true })
  reason?: string;

  @DataField({ about: 'Petición', privacy: 'public', readOnly: true })
  requestId?: string;

  @DataField({ about: 'Dirección IP', privacy: 'personal', readOnly: true })
  ip?: string;
}
