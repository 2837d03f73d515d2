import { Entity, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { InputType, ObjectType } from 'type-graphql';
import { DataField } from './field.js';
import { Stored } from './stored.js';
import { User } from './user.js';

/** The pictures of a profile, by the names of the legacy contract (legacy-api 1.6). */
export const SIGNATURE_IMAGES = ['logo', 'firma_img'] as const;
export type SignatureImage = (typeof SIGNATURE_IMAGES)[number];

/** How a person signs documents (legacy-api 2.9). */
@ObjectType()
@InputType('SignatureInput')
export class SignatureData {
  @DataField({ about: 'Nombre', privacy: 'personal' })
  nombre?: string;

  @DataField({ about: 'Cargo', privacy: 'personal' })
  cargo?: string;

  @DataField({ about: 'Empresa', privacy: 'public' })
  company?: string;

  @DataField({ about: 'Teléfono', privacy: 'personal' })
  telefono?: string;

  @DataField({ about: 'Celular', privacy: 'personal' })
  celular?: string;

  @DataField({ about: 'Anexo', privacy: 'personal' })
  anexo?: string;

  @DataField({
    about: 'Correo',
    privacy: 'personal',
    pattern: { matches: /^[^\s@]+@[^\s@]+$/, es: 'debe ser un correo, como nombre@empresa.pe' },
  })
  emailAlt?: string;

  @DataField({
    about: 'Sitio web',
    privacy: 'public',
    pattern: { matches: /^https?:\/\/[^\s<>"']+$/i, es: 'debe ser una dirección que empiece con http:// o https://' },
  })
  website?: string;

  @DataField({ about: 'Dirección', privacy: 'personal' })
  address?: string;

  @DataField({ about: 'Perfil por defecto de su titular', privacy: 'public', default: true })
  isDefault?: boolean;

  @DataField({ about: 'Redes sociales', privacy: 'personal', type: 'json' })
  socials?: Record<string, unknown>;

  @DataField({ about: 'Firma en HTML (solo se guarda: nunca se muestra)', privacy: 'personal', type: 'narrative' })
  html?: string;

  @DataField({ about: 'Preferencias de la interfaz', privacy: 'public', type: 'json' })
  uiPrefs?: Record<string, unknown>;
}

/** The signature profile of an account: each has one at most. Its pictures are in the file store under their SHA-256. */
@Entity({ tableName: 'rrhh_firma' })
@ObjectType('SignatureProfile', { description: 'How you sign documents' })
export class SignatureProfile extends Stored(SignatureData) {
  @OneToOne(() => User, { fieldName: 'user_id', deleteRule: 'cascade', owner: true })
  user!: User;

  @DataField({ about: 'Empleado', privacy: 'public', readOnly: true, stored: false })
  empleadoId?: number;

  @DataField({ about: 'Logo (dirección)', privacy: 'public', readOnly: true })
  logoUrl?: string;

  @Property({ fieldName: 'logo_sha256', columnType: 'text', nullable: true })
  logoSha256?: string;

  @DataField({ about: 'Imagen de la firma (dirección)', privacy: 'personal', readOnly: true })
  firmaImgUrl?: string;

  @Property({ fieldName: 'firma_img_sha256', columnType: 'text', nullable: true })
  firmaImgSha256?: string;
}
