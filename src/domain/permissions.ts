/** What a person may do. The first five are the legacy contract's, the others ours (spec/decisions.md "Accounts"). */
export const PERMISSIONS = {
  'icsr:list': 'list and search cases',
  'icsr:read': 'read a case',
  'icsr:create': 'create cases',
  'icsr:update': 'change cases and their events, decide on duplicates',
  'icsr:delete': 'delete a case (the password is asked again)',
  'icsr:export': 'make the documents of a case',
  'followup:read': 'read the messages with reporters',
  'followup:send': 'write to reporters',
  'audit:read': 'read the audit log',
  'catalog:write': 'change the product catalogue',
  'users:write': 'manage accounts',
} as const;

export type Permission = keyof typeof PERMISSIONS;

const ALL = Object.keys(PERMISSIONS) as Permission[];
const CASE_WORK: readonly Permission[] = ['icsr:list', 'icsr:read', 'icsr:create', 'icsr:update'];
const DOCUMENTS_AND_MESSAGES: readonly Permission[] = ['icsr:export', 'followup:read', 'followup:send'];
const REVIEW: readonly Permission[] = [
  'icsr:list',
  'icsr:read',
  'icsr:update',
  ...DOCUMENTS_AND_MESSAGES,
  'audit:read',
];
const VIEW: readonly Permission[] = ['icsr:list', 'icsr:read', ...DOCUMENTS_AND_MESSAGES];

/** What each role may do (spec/decisions.md "Accounts"; deleting is for admin and responsable_fv alone). */
export const ROLES = {
  admin: ALL,
  responsable_fv: [...CASE_WORK, 'icsr:delete', ...DOCUMENTS_AND_MESSAGES, 'catalog:write'],
  qf: [...CASE_WORK, ...DOCUMENTS_AND_MESSAGES, 'catalog:write'],
  qa: REVIEW,
  direccion_tecnica: REVIEW,
  legal: VIEW,
  soporte: VIEW,
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof ROLES;

/** Actions of the stored per-user overrides and the permissions they stand for (legacy-api C14). */
const OVERRIDES: Record<string, readonly Permission[]> = {
  'icsr.view': ['icsr:list', 'icsr:read'],
  'icsr.list': ['icsr:list'],
  'icsr.read': ['icsr:read'],
  'icsr.create': ['icsr:create'],
  'icsr.edit': ['icsr:update'],
  'icsr.update': ['icsr:update'],
  'icsr.delete': ['icsr:delete'],
  'icsr.export': ['icsr:export'],
  'icsr.submit': ['icsr:export'],
  'followup.view': ['followup:read'],
  'followup.read': ['followup:read'],
  'followup.send': ['followup:send'],
  'audit.view': ['audit:read'],
  'audit.read': ['audit:read'],
  'catalog.edit': ['catalog:write'],
  'catalog.write': ['catalog:write'],
  'users.edit': ['users:write'],
  'users.write': ['users:write'],
};

export type PermissionOverrides = Record<string, Record<string, boolean>>;

/** The permissions of a person: those of all roles held and those added for the person, less those denied to the person. */
export function permissionsOf(roles: readonly string[], overrides: PermissionOverrides = {}): Set<Permission> {
  const granted = new Set<Permission>(roles.filter(isRole).flatMap((role) => ROLES[role]));
  const overridden = (allowed: boolean) =>
    Object.entries(overrides).flatMap(([module, actions]) =>
      Object.entries(actions).flatMap(([action, value]) =>
        value === allowed ? (OVERRIDES[`${module}.${action}`] ?? []) : [],
      ),
    );
  for (const permission of overridden(true)) granted.add(permission);
  for (const permission of overridden(false)) granted.delete(permission);
  return granted;
}

/** True for one of the seven roles. */
export function isRole(role: string): role is Role {
  return Object.hasOwn(ROLES, role);
}

/** `admin` if held, else the first role (legacy-api 1.8). */
export function primaryRole(roles: readonly string[]): string | null {
  return roles.includes('admin') ? 'admin' : (roles[0] ?? null);
}

/** Permissions as the legacy `GET /auth/me` shows them: `{ icsr: { list: true, … }, … }`. */
export function permissionsByModule(granted: ReadonlySet<Permission>): PermissionOverrides {
  const modules: PermissionOverrides = {};
  for (const permission of ALL) {
    const [module, action] = permission.split(':') as [string, string];
    (modules[module] ??= {})[action] = granted.has(permission);
  }
  return modules;
}
