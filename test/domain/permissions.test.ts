import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Permission,
  type PermissionOverrides,
  PERMISSIONS,
  permissionsByModule,
  permissionsOf,
  primaryRole,
  ROLES,
} from '../../src/domain/permissions.js';

const all = Object.keys(PERMISSIONS) as Permission[];
const roleNames = Object.keys(ROLES) as (keyof typeof ROLES)[];
const roles = fc.subarray(roleNames);

/** What each action of a stored override stands for, as the legacy contract and ours have them. */
const MEANINGS: Record<string, Permission[]> = {
  'icsr.view': ['icsr:list', 'icsr:read'],
  'icsr.list': ['icsr:list'],
  'icsr.read': ['icsr:read'],
  'icsr.create': ['icsr:create'],
  'icsr.edit': ['icsr:update'],
  'icsr.update': ['icsr:update'],
  'icsr.delete': ['icsr:delete'],
  'icsr.export': ['icsr:export'],
  'followup.view': ['followup:read'],
  'followup.send': ['followup:send'],
  'audit.view': ['audit:read'],
};
type Rule = [action: string, allowed: boolean];
const rules = fc.uniqueArray(fc.tuple(fc.constantFrom(...Object.keys(MEANINGS)), fc.boolean()), {
  selector: ([action]) => action,
});

function overridesOf(list: readonly Rule[]): PermissionOverrides {
  const overrides: PermissionOverrides = {};
  for (const [action, allowed] of list) {
    const [module, verb] = action.split('.') as [string, string];
    (overrides[module] ??= {})[verb] = allowed;
  }
  return overrides;
}

const meant = (list: readonly Rule[], allowed: boolean) =>
  list.flatMap(([action, is]) => (is === allowed ? MEANINGS[action]! : []));
const sorted = (permissions: Iterable<Permission>) => [...permissions].toSorted();

describe('the permissions of a person', () => {
  test('are those of all the roles held, in any order', () => {
    const law = fc.property(roles, (held) => {
      const expected = new Set<Permission>(held.flatMap((role) => [...ROLES[role]]));
      expect(sorted(permissionsOf(held))).toEqual(sorted(expected));
      expect(sorted(permissionsOf(held.toReversed()))).toEqual(sorted(expected));
    });
    fc.assert(law);
  });

  test('are none for words that are no role', () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((word) => !(word in ROLES))), (words) => permissionsOf(words).size === 0),
    );
    expect(permissionsOf(['__proto__', 'constructor', 'toString', 'Admin', 'ADMIN', ' admin']).size).toBe(0);
  });

  test('lose what their own overrides deny, whatever the roles say', () => {
    const law = fc.property(roles, rules, (held, list) => {
      const allowed = new Set(meant(list, true));
      const denied = meant(list, false).filter((permission) => !allowed.has(permission));
      const granted = permissionsOf(held, overridesOf(list));
      expect(denied.filter((permission) => granted.has(permission))).toEqual([]);
    });
    fc.assert(law, { numRuns: 300 });
  });

  test('gain what their own overrides allow, whatever the roles say', () => {
    const law = fc.property(roles, rules, (held, list) => {
      const denied = new Set(meant(list, false));
      const allowed = meant(list, true).filter((permission) => !denied.has(permission));
      const granted = permissionsOf(held, overridesOf(list));
      expect(allowed.filter((permission) => !granted.has(permission))).toEqual([]);
    });
    fc.assert(law, { numRuns: 300 });
  });

  test('lose what one override denies though another allows it: to deny wins', () => {
    const law = fc.property(roles, rules, (held, list) => {
      const granted = permissionsOf(held, overridesOf(list));
      expect(meant(list, false).filter((permission) => granted.has(permission))).toEqual([]);
    });
    fc.assert(law, { numRuns: 300 });
  });

  test('do not depend on the order in which overrides are stored', () => {
    const law = fc.property(roles, rules, (held, list) => {
      const there = permissionsOf(held, overridesOf(list));
      const back = permissionsOf(held, overridesOf(list.toReversed()));
      expect(sorted(back)).toEqual(sorted(there));
    });
    fc.assert(law, { numRuns: 300 });
  });

  test('stay as they are where no override speaks of them', () => {
    const law = fc.property(roles, rules, (held, list) => {
      const spoken = new Set([...meant(list, true), ...meant(list, false)]);
      const silent = (permissions: Set<Permission>) =>
        sorted(permissions).filter((permission) => !spoken.has(permission));
      expect(silent(permissionsOf(held, overridesOf(list)))).toEqual(silent(permissionsOf(held)));
    });
    fc.assert(law, { numRuns: 300 });
  });

  test('are not touched by overrides that mean nothing here', () => {
    const word = fc.string({ maxLength: 10 });
    const nonsense = fc.dictionary(word, fc.dictionary(word, fc.boolean()));
    const law = fc.property(roles, nonsense, (held, overrides) => {
      fc.pre(
        Object.entries(overrides).every(([module, verbs]) =>
          Object.keys(verbs).every((verb) => !(`${module}.${verb}` in MEANINGS)),
        ),
      );
      expect(sorted(permissionsOf(held, overrides))).toEqual(sorted(permissionsOf(held)));
    });
    fc.assert(law);
  });
});

test('only admin and responsable_fv may delete a case, and only admin manages accounts', () => {
  const holders = (permission: Permission) =>
    roleNames.filter((role) => (ROLES[role] as readonly Permission[]).includes(permission));
  expect(holders('icsr:delete')).toEqual(['admin', 'responsable_fv']);
  expect(holders('users:write')).toEqual(['admin']);
  expect(holders('audit:read')).toEqual(['admin', 'qa', 'direccion_tecnica']);
  expect(holders('icsr:read')).toEqual(roleNames);
});

test('the legacy view of permissions tells each of them, yes or no', () => {
  const law = fc.property(fc.subarray(all), (granted) => {
    const modules = permissionsByModule(new Set(granted));
    const told = Object.entries(modules).flatMap(([module, verbs]) =>
      Object.entries(verbs).map(([verb, is]) => [`${module}:${verb}`, is] as const),
    );
    expect(told.map(([permission]) => permission).toSorted()).toEqual(all.toSorted());
    expect(told.flatMap(([permission, is]) => (is ? [permission] : [])).toSorted()).toEqual(granted.toSorted());
  });
  fc.assert(law);
});

test('the primary role is admin where it is held, else the first', () => {
  fc.assert(fc.property(roles, (held) => primaryRole(held) === (held.includes('admin') ? 'admin' : (held[0] ?? null))));
});
