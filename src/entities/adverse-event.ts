import { Entity, ManyToOne } from '@mikro-orm/decorators/legacy';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Case } from './case.js';
import { DataField } from './field.js';
import { Stored } from './stored.js';

const MEDDRA_CODE = { matches: /^\d{8}$/, es: 'el código MedDRA tiene 8 dígitos' };

/** An adverse event of a case, with its MedDRA coding (codes and terms as the coder gives them). */
@ObjectType()
@InputType('AdverseEventData')
export class AdverseEventData {
  @DataField({ about: 'Evento', e2b: 'E.i.1.1a', privacy: 'health', type: 'narrative', required: 'create' })
  texto?: string;

  @DataField({ about: 'Tipo de notificación', privacy: 'public', vocabulary: 'tipoNotificacion' })
  tipoNotificacion?: string;

  @DataField({ about: 'Fecha de inicio', e2b: 'E.i.4', privacy: 'health', type: 'date' })
  fechaInicio?: string;

  @DataField({ about: 'Fecha final', e2b: 'E.i.5', privacy: 'health', type: 'date', notBefore: 'fechaInicio' })
  fechaFin?: string;

  @DataField({ about: 'Gravedad', e2b: 'E.i.3.1', privacy: 'health', vocabulary: 'gravedad' })
  gravedad?: string;

  @DataField({ about: 'Causalidad', e2b: 'G.k.9.i.2', privacy: 'health', vocabulary: 'causalidad' })
  causalidad?: string;

  @DataField({ about: 'Desenlace', e2b: 'E.i.7', privacy: 'health', vocabulary: 'desenlace' })
  desenlace?: string;

  @DataField({ about: 'Solo para RAM grave', privacy: 'health', vocabulary: 'siNo' })
  soloRamGrave?: string;

  @DataField({ about: 'Texto del correo', privacy: 'health', type: 'narrative' })
  textoCorreo?: string;

  @DataField({ about: 'Documento fuente (dirección)', privacy: 'personal' })
  docFuenteUrl?: string;

  @DataField({ about: 'Código MedDRA LLT', e2b: 'E.i.2.1b', privacy: 'health', pattern: MEDDRA_CODE })
  meddraLltCode?: string;

  @DataField({ about: 'Término MedDRA LLT', privacy: 'health' })
  meddraLltTerm?: string;

  @DataField({ about: 'Código MedDRA PT', privacy: 'health', pattern: MEDDRA_CODE })
  meddraPtCode?: string;

  @DataField({ about: 'Término MedDRA PT', privacy: 'health' })
  meddraPtTerm?: string;

  @DataField({ about: 'Término PT escrito a mano', privacy: 'health' })
  meddraPtManual?: string;

  @DataField({ about: 'Viene de la narrativa', privacy: 'public', default: true })
  isFromNarrative?: boolean;
}

/** The MedDRA coding of one event, by its id. */
@InputType('EventCodingInput')
export class EventCodingData {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  meddraLltCode?: string;

  @Field(() => String, { nullable: true })
  meddraLltTerm?: string;

  @Field(() => String, { nullable: true })
  meddraPtCode?: string;

  @Field(() => String, { nullable: true })
  meddraPtTerm?: string;

  @Field(() => String, { nullable: true })
  meddraPtManual?: string;
}

@Entity({ tableName: 'icsr_eventos' })
@ObjectType('AdverseEvent', { description: 'An adverse event of a case' })
export class AdverseEvent extends Stored(AdverseEventData) {
  @ManyToOne(() => Case, { fieldName: 'icsr_id', deleteRule: 'cascade', index: true })
  case!: Case;

  @DataField({ about: 'Caso', privacy: 'public', readOnly: true, stored: false, always: true })
  icsrId!: number;
}
