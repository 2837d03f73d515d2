import { Arg, Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { User } from '../entities/user.js';
import { changePassword } from '../use-cases/account/change-password.js';
import { login } from '../use-cases/account/login.js';
import { me } from '../use-cases/account/me.js';
import type { RequestContext } from '../use-cases/use-case.js';

@ObjectType({ description: 'An access token: send it as `Authorization: Bearer <token>`' })
class Login {
  @Field(() => String)
  token!: string;

  @Field(() => Int)
  expiresInSeconds!: number;

  @Field(() => User, { name: 'user' })
  account!: User;
}

@ObjectType({ description: 'Your own account' })
class Me extends User {
  @Field(() => [String], { description: 'What you may do, as `icsr:read`' })
  permissions!: string[];
}

@Resolver(() => User)
export class AccountResolver {
  @Query(() => Me, { description: 'Your own account' })
  async me(@Ctx() context: RequestContext) {
    return { ...(await me(context)), permissions: [...context.actor!.permissions] };
  }

  @Mutation(() => Login, { description: 'Log in by user name or e-mail' })
  login(
    @Arg('username', () => String) username: string,
    @Arg('password', () => String) password: string,
    @Ctx() context: RequestContext,
  ) {
    return login(context, { username, password });
  }

  @Mutation(() => Boolean, { description: 'Change your own password. Tokens issued before are void from then on' })
  async changePassword(
    @Arg('currentPassword', () => String) currentPassword: string,
    @Arg('newPassword', () => String) newPassword: string,
    @Ctx() context: RequestContext,
  ) {
    return (await changePassword(context, { currentPassword, newPassword })).ok;
  }
}
