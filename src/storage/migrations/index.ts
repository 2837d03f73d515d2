import { Migration20261121000001 } from './Migration20261121000001.js';
import { Migration20261121000002 } from './Migration20261121000002.js';
import { Migration20261121000003 } from './Migration20261121000003.js';
import { Migration20261121000004 } from './Migration20261121000004.js';
import { Migration20261121000005 } from './Migration20261121000005.js';
import { Migration20261121000006 } from './Migration20261121000006.js';
import { Migration20261121000007 } from './Migration20261121000007.js';
import { Migration20261121000008 } from './Migration20261121000008.js';
import { Migration20261121000009 } from './Migration20261121000009.js';
import { Migration20261121000010 } from './Migration20261121000010.js';
import { Migration20261130000011 } from './Migration20261130000011.js';
import { Migration20261130000012 } from './Migration20261130000012.js';
import { Migration20261130000013 } from './Migration20261130000013.js';
import { Migration20261130000015 } from './Migration20261130000015.js';
import { Migration20261130000016 } from './Migration20261130000016.js';
import { Migration20261130000021 } from './Migration20261130000021.js';
import { Migration20261130000022 } from './Migration20261130000022.js';
import { Migration20261130000023 } from './Migration20261130000023.js';
import { Migration20261130001516 } from './Migration20261130001516.js';

/** Every migration, oldest first. Listed by hand, so that the same list serves the built program and the sources. */
export const MIGRATIONS = [
  { name: 'Migration20261121000001', class: Migration20261121000001 },
  { name: 'Migration20261121000002', class: Migration20261121000002 },
  { name: 'Migration20261121000003', class: Migration20261121000003 },
  { name: 'Migration20261121000004', class: Migration20261121000004 },
  { name: 'Migration20261121000005', class: Migration20261121000005 },
  { name: 'Migration20261121000006', class: Migration20261121000006 },
  { name: 'Migration20261121000007', class: Migration20261121000007 },
  { name: 'Migration20261121000008', class: Migration20261121000008 },
  { name: 'Migration20261121000009', class: Migration20261121000009 },
  { name: 'Migration20261121000010', class: Migration20261121000010 },
  { name: 'Migration20261130000011', class: Migration20261130000011 },
  { name: 'Migration20261130000012', class: Migration20261130000012 },
  { name: 'Migration20261130000013', class: Migration20261130000013 },
  { name: 'Migration20261130000015', class: Migration20261130000015 },
  { name: 'Migration20261130000016', class: Migration20261130000016 },
  { name: 'Migration20261130000021', class: Migration20261130000021 },
  { name: 'Migration20261130000022', class: Migration20261130000022 },
  { name: 'Migration20261130000023', class: Migration20261130000023 },
  { name: 'Migration20261130001516', class: Migration20261130001516 },
];
