import { Entity, Index, Property } from '@mikro-orm/decorators/legacy';
import { InputType, ObjectType } from 'type-graphql';
import { DataField } from './field.js';
import { Stored } from './stored.js';

/** A product of the laboratory's catalogue, known by its sanitary registration (legacy-api 1.9). */
@ObjectType()
@InputType('CatalogProductInput')
export class CatalogProductData {
  @DataField({ about: 'Producto', privacy: 'public', required: 'create' })
  producto?: string;

  @DataField({ about: 'Ingrediente farmacéutico activo', privacy: 'public' })
  ifa?: string;

  @DataField({ about: 'Forma farmacéutica', privacy: 'public' })
  formaFarmaceutica?: string;

  @DataField({ about: 'Presentación farmacéutica', privacy: 'public' })
  presentacionFarmaceutica?: string;

  @DataField({ about: 'Vía de administración', privacy: 'public' })
  via?: string;

  @DataField({ about: 'Estado del registro', privacy: 'public' })
  estadoRegistro?: string;

  @DataField({ about: 'Número de registro sanitario', privacy: 'public', unique: true, required: 'create' })
  numeroRegistro?: string;

  @DataField({ about: 'Vencimiento del registro', privacy: 'public', type: 'date' })
  fechaVencRegistro?: string;

  @DataField({ about: 'Fecha del primer registro', privacy: 'public', type: 'date' })
  fechaPrimerRegistro?: string;

  @DataField({ about: 'Se comercializa', privacy: 'public' })
  comercializa?: boolean;

  @DataField({ about: 'País de comercialización', privacy: 'public' })
  paisComercializacion?: string;

  @DataField({ about: 'Laboratorio y país', privacy: 'public' })
  laboratorioPais?: string;

  @DataField({ about: 'Ficha técnica (dirección)', privacy: 'public' })
  fichaTecnicaUrl?: string;

  @DataField({ about: 'Comentarios', privacy: 'public', type: 'narrative' })
  comentarios?: string;
}

@Index({
  name: 'products_registration',
  expression: 'create index "products_registration" on "products" (vigia_registration(numero_registro))',
})
@Index({
  name: 'products_search_text',
  expression: 'create index "products_search_text" on "products" using gin (search_text gin_trgm_ops)',
})
@Index({
  name: 'products_ficha_tecnica_sha256',
  expression:
    'create index "products_ficha_tecnica_sha256" on "products" (ficha_tecnica_sha256) where ficha_tecnica_sha256 is not null',
})
@Entity({ tableName: 'products' })
@ObjectType('CatalogProduct', { description: 'A product of the catalogue' })
export class CatalogProduct extends Stored(CatalogProductData) {
  @DataField({ about: 'Creado', privacy: 'public', type: 'instant', readOnly: true, always: true })
  createdAt!: Date;

  @DataField({ about: 'Modificado', privacy: 'public', type: 'instant', readOnly: true, always: true })
  updatedAt!: Date;

  /** What is searched, folded. A trigger keeps it. */
  @Property({ fieldName: 'search_text', columnType: 'text', nullable: true, hidden: true, lazy: true })
  searchText?: string;

  /** The stored sheet, by the SHA-256 of its bytes. A trigger lets go of it when the address leads elsewhere. */
  @Property({ fieldName: 'ficha_tecnica_sha256', columnType: 'text', nullable: true, hidden: true, lazy: true })
  fichaTecnicaSha256?: string;
}
