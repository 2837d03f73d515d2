import { GraphQLLocalDate } from 'graphql-scalars';
import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Case } from '../entities/case.js';
import { PageInfo, TotalCount } from '../schema/page.js';

@ObjectType()
export class CaseEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Case)
  node!: Case;
}

@ObjectType({ description: 'A page of cases' })
export class CaseConnection {
  @Field(() => [CaseEdge])
  edges!: CaseEdge[];

  @Field(() => [Case])
  nodes!: Case[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => TotalCount)
  totalCount!: TotalCount;
}

@InputType({ description: 'Which cases' })
export class CaseFilter {
  @Field(() => [ID], { nullable: true, description: 'Only these, at most 200' })
  ids?: string[];

  @Field(() => GraphQLLocalDate, { nullable: true, description: 'The reaction began on this day or later' })
  fechaDesde?: string;

  @Field(() => GraphQLLocalDate, { nullable: true, description: 'The reaction began on this day or earlier' })
  fechaHasta?: string;

  @Field(() => String, { nullable: true })
  estado?: string;

  @Field(() => String, { nullable: true })
  gravedad?: string;
}

export enum CaseOrderField {
  ID = 'id',
  CREATED_AT = 'createdAt',
  FECHA_INICIO_EVENTO = 'fechaInicioEvento',
  GRAVEDAD = 'gravedad',
  ESTADO = 'estado',
  PACIENTE_INICIALES = 'pacienteIniciales',
}
registerEnumType(CaseOrderField, { name: 'CaseOrderField' });

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(OrderDirection, { name: 'OrderDirection' });

@InputType({ description: 'In which order. Cases without a value come last, and the id breaks ties' })
export class CaseOrder {
  @Field(() => CaseOrderField, { defaultValue: CaseOrderField.ID })
  field: CaseOrderField = CaseOrderField.ID;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.DESC })
  direction: OrderDirection = OrderDirection.DESC;
}

@ArgsType()
export class CasesArgs {
  @Field(() => CaseFilter, { nullable: true })
  filter?: CaseFilter;

  @Field(() => String, {
    nullable: true,
    description:
      'Text to look for in case numbers, patients, products, narratives and reporters; case and accents do not count',
  })
  search?: string;

  @Field(() => CaseOrder, { nullable: true })
  orderBy?: CaseOrder;

  @Field(() => Int, { nullable: true, description: 'At most 200; 20 when not given' })
  first?: number;

  @Field(() => String, { nullable: true })
  after?: string;

  @Field(() => Int, { nullable: true })
  last?: number;

  @Field(() => String, { nullable: true })
  before?: string;
}

export enum ChangeKind {
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
  DELETED = 'DELETED',
  EXPORTING = 'EXPORTING',
  EXPORTED = 'EXPORTED',
  CHECKED = 'CHECKED',
}
registerEnumType(ChangeKind, {
  name: 'ChangeKind',
  description:
    'What happened to a case. EXPORTING: a document is being made and takes its time; EXPORTED: one is ready, in `exports`; CHECKED: other duplicates were found than before',
});

@ObjectType({ description: 'What just happened to a case' })
export class CaseChange {
  @Field(() => ID)
  caseId!: number;

  @Field(() => ChangeKind)
  kind!: ChangeKind;

  @Field(() => Int, { nullable: true, description: 'The version that the change made, or that the document shows' })
  version?: number;
}

@ObjectType({ description: 'What would be deleted with a case' })
export class DeleteSummary {
  @Field(() => Int)
  followups!: number;

  @Field(() => Int)
  snapshots!: number;
}

@ObjectType()
export class DeletedCase {
  @Field(() => Boolean)
  ok!: boolean;

  @Field(() => ID)
  deletedId!: number;
}
