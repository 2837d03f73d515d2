import { Field, InputType } from 'type-graphql';
import { AdverseEventData } from './adverse-event.js';
import { CaseData } from './case.js';
import { ConcomitantData } from './concomitant.js';
import { FollowupEntryData } from './followup-entry.js';
import { ProductData } from './product.js';

/** A case with its rows, as a client sends it. A list that is left out is left alone; an empty one empties it. */
@InputType('CaseInput')
export class CaseInput extends CaseData {
  @Field(() => [ProductData], { nullable: true, description: 'Suspected products' })
  products?: ProductData[];

  @Field(() => [ConcomitantData], { nullable: true, description: 'Concomitant products' })
  concomitants?: ConcomitantData[];

  @Field(() => [FollowupEntryData], { nullable: true, description: 'Lines of the follow-up log' })
  followupEntries?: FollowupEntryData[];

  @Field(() => [AdverseEventData], { nullable: true, description: 'Adverse events' })
  events?: AdverseEventData[];
}
