import { Field, ID, InputType } from 'type-graphql';
import { AdverseEventData } from './adverse-event.js';
import { CaseData } from './case.js';
import { ConcomitantData } from './concomitant.js';
import { FollowupEntryData } from './followup-entry.js';
import { ProductData } from './product.js';

const ROW_ID =
  'Which row of the case it is; without one it is a new row. Rows that keep their id are changed, not replaced';

@InputType('ProductInput')
export class ProductInput extends ProductData {
  @Field(() => ID, { nullable: true, description: ROW_ID })
  id?: string;
}

@InputType('ConcomitantInput')
export class ConcomitantInput extends ConcomitantData {
  @Field(() => ID, { nullable: true, description: ROW_ID })
  id?: string;
}

@InputType('FollowupEntryInput')
export class FollowupEntryInput extends FollowupEntryData {
  @Field(() => ID, { nullable: true, description: ROW_ID })
  id?: string;
}

@InputType('AdverseEventInput')
export class AdverseEventInput extends AdverseEventData {
  @Field(() => ID, { nullable: true, description: ROW_ID })
  id?: string;
}

/** A case with its rows, as a client sends it. A list that is left out is left alone; an empty one empties it. */
@InputType('CaseInput')
export class CaseInput extends CaseData {
  @Field(() => [ProductInput], { nullable: true, description: 'Suspected products' })
  products?: ProductInput[];

  @Field(() => [ConcomitantInput], { nullable: true, description: 'Concomitant products' })
  concomitants?: ConcomitantInput[];

  @Field(() => [FollowupEntryInput], { nullable: true, description: 'Lines of the follow-up log' })
  followupEntries?: FollowupEntryInput[];

  @Field(() => [AdverseEventInput], { nullable: true, description: 'Adverse events' })
  events?: AdverseEventInput[];
}
