import { Entity, ManyToOne } from '@mikro-orm/decorators/legacy';
import { InputType, ObjectType } from 'type-graphql';
import { Case } from './case.js';
import { DataField } from './field.js';
import { Stored } from './stored.js';

/** A suspected product of a case: section C of the form. */
@ObjectType()
@InputType('ProductData')
export class ProductData {
  @DataField({ about: 'Nombre comercial y genérico', e2b: 'G.k.2.2', privacy: 'public', required: 'create' })
  nombreProducto?: string;

  @DataField({ about: 'Ingrediente farmacéutico activo', e2b: 'G.k.2.3.r.1', privacy: 'public' })
  ifa?: string;

  @DataField({ about: 'Forma farmacéutica', e2b: 'G.k.4.r.9.1', privacy: 'public' })
  formaFarmaceutica?: string;

  @DataField({
    about: 'Laboratorio y país',
    e2b: 'G.k.3.3',
    privacy: 'public',
    aliases: ['fabricante_pais', 'fabricantePais', 'pais_fabricante'],
  })
  laboratorioPais?: string;

  @DataField({ about: 'Registro sanitario', e2b: 'G.k.3.1', privacy: 'public', aliases: ['registroSanitario'] })
  registroSanitario?: string;

  @DataField({ about: 'Lote', e2b: 'G.k.4.r.7', privacy: 'public', aliases: ['lote'] })
  nroLote?: string;

  @DataField({ about: 'Fecha de vencimiento', privacy: 'public', type: 'date' })
  fechaVencimiento?: string;

  @DataField({ about: 'Vía de administración', e2b: 'G.k.4.r.10.1', privacy: 'public', aliases: ['via'] })
  viaAdministracion?: string;

  @DataField({ about: 'Dosis y frecuencia', e2b: 'G.k.4.r.8', privacy: 'health' })
  dosisFrecuencia?: string;

  @DataField({ about: 'Fecha de inicio', e2b: 'G.k.4.r.4', privacy: 'health', type: 'date' })
  fechaInicio?: string;

  @DataField({ about: 'Fecha final', e2b: 'G.k.4.r.5', privacy: 'health', type: 'date', notBefore: 'fechaInicio' })
  fechaFin?: string;

  @DataField({ about: 'Motivo de prescripción o CIE-10', e2b: 'G.k.7.r.1', privacy: 'health', aliases: ['motivo'] })
  motivoPrescripcion?: string;

  @DataField({
    about: '¿Desapareció la reacción al suspender?',
    e2b: 'G.k.8',
    privacy: 'health',
    vocabulary: 'siNoNoAplica',
  })
  desaparecioAlSuspender?: string;

  @DataField({
    about: '¿Desapareció la reacción al disminuir la dosis?',
    e2b: 'G.k.8',
    privacy: 'health',
    vocabulary: 'siNoNoAplica',
  })
  desaparecioAlDisminuirDosis?: string;

  @DataField({
    about: '¿Reapareció la reacción en la reexposición?',
    e2b: 'G.k.9.i.4',
    privacy: 'health',
    vocabulary: 'siNoNoAplica',
  })
  reaparecioReexposicion?: string;

  @DataField({
    about: '¿Presentó antes la reacción al producto?',
    e2b: 'D.8.r',
    privacy: 'health',
    vocabulary: 'siNoNoAplica',
  })
  antecedenteReaccion?: string;

  @DataField({ about: '¿Recibió tratamiento para la reacción?', privacy: 'health', vocabulary: 'siNoNoAplica' })
  pacienteRecibioTratamientoRam?: string;

  @DataField({
    about: 'Tratamiento de la reacción',
    privacy: 'health',
    type: 'narrative',
    aliases: ['detalle_tratamiento'],
  })
  detalleTratamientoRam?: string;
}

@Entity({ tableName: 'icsr_productos' })
@ObjectType('Product', { description: 'A suspected product of a case' })
export class Product extends Stored(ProductData) {
  @DataField({ about: 'Laboratorio según el catálogo', privacy: 'public', readOnly: true, stored: false })
  laboratorio?: string;

  @DataField({
    about: 'Vencimiento del registro según el catálogo',
    privacy: 'public',
    type: 'date',
    readOnly: true,
    stored: false,
  })
  rsVencimiento?: string;

  @ManyToOne(() => Case, { fieldName: 'icsr_id', deleteRule: 'cascade', index: true })
  case!: Case;
}
