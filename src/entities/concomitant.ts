import { Entity, ManyToOne } from '@mikro-orm/decorators/legacy';
import { InputType, ObjectType } from 'type-graphql';
import { Case } from './case.js';
import { DataField } from './field.js';
import { Stored } from './stored.js';

/** A product taken beside the suspected one: section D of the form. */
@ObjectType()
@InputType('ConcomitantData')
export class ConcomitantData {
  @DataField({ about: 'Nombre comercial y genérico', e2b: 'G.k.2.2', privacy: 'public', required: 'create' })
  nombreProducto?: string;

  @DataField({ about: 'Dosis y frecuencia', e2b: 'G.k.4.r.8', privacy: 'health' })
  dosisFrecuencia?: string;

  @DataField({ about: 'Lote', e2b: 'G.k.4.r.7', privacy: 'public' })
  nroLote?: string;

  @DataField({ about: 'Vía de administración', e2b: 'G.k.4.r.10.1', privacy: 'public', aliases: ['via'] })
  viaAdministracion?: string;

  @DataField({ about: 'Fecha de inicio', e2b: 'G.k.4.r.4', privacy: 'health', type: 'date' })
  fechaInicio?: string;

  @DataField({ about: 'Fecha final', e2b: 'G.k.4.r.5', privacy: 'health', type: 'date', notBefore: 'fechaInicio' })
  fechaFin?: string;

  @DataField({ about: 'Motivo de prescripción', e2b: 'G.k.7.r.1', privacy: 'health', aliases: ['motivo'] })
  motivoPrescripcion?: string;
}

@Entity({ tableName: 'icsr_concomitantes' })
@ObjectType('Concomitant', { description: 'A product that the patient took beside the suspected one' })
export class Concomitant extends Stored(ConcomitantData) {
  @ManyToOne(() => Case, { fieldName: 'icsr_id', deleteRule: 'cascade', index: true })
  case!: Case;
}
