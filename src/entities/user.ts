import { Entity, Index, Property } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { DataField } from './field.js';
import { Stored } from './stored.js';

@ObjectType()
export class UserData {
  @DataField({ about: 'Usuario', privacy: 'personal', readOnly: true })
  username?: string;

  @DataField({ about: 'Correo', privacy: 'personal', readOnly: true })
  email?: string;

  @DataField({ about: 'Nombre completo', privacy: 'personal', readOnly: true })
  fullName?: string;

  @DataField({ about: 'Activo', privacy: 'public', readOnly: true, default: true, always: true })
  isActive!: boolean;

  @DataField({ about: 'Roles', privacy: 'public', readOnly: true, always: true })
  roles!: string[];

  @DataField({ about: 'Empleado', privacy: 'public', readOnly: true })
  empleadoId?: number;

  @DataField({ about: 'Cargo', privacy: 'public', readOnly: true })
  cargo?: string;

  @DataField({ about: 'Área', privacy: 'public', readOnly: true })
  area?: string;

  @DataField({ about: 'Creado', privacy: 'public', type: 'instant', readOnly: true, always: true })
  createdAt!: Date;

  @DataField({ about: 'Modificado', privacy: 'public', type: 'instant', readOnly: true, always: true })
  updatedAt!: Date;
}

/** One account per name and per address, whatever the case it is written in. */
function uniqueFolded(column: string) {
  const name = `users_${column}_lower`;
  return { name, expression: `create unique index "${name}" on "users" (lower(${column}))` };
}

/** A person who works with the server. Secrets of an account carry no @DataField, so that no door can show them. */
@Index(uniqueFolded('username'))
@Index(uniqueFolded('email'))
@Entity({ tableName: 'users' })
@ObjectType('User', { description: 'A person who works with the server' })
export class User extends Stored(UserData) {
  @Property({ fieldName: 'password_hash', columnType: 'text' })
  passwordHash!: string;

  /** `{ "icsr": { "view": true, "delete": false } }`: overrides what the roles give. */
  @Property({ fieldName: 'custom_permissions', type: 'json', nullable: true })
  customPermissions?: Record<string, Record<string, boolean>>;

  /** Tokens carry the generation they were issued in; those of an earlier one are void. */
  @Property({ fieldName: 'token_generation', columnType: 'int', default: 1 })
  tokenGeneration!: number;
}
