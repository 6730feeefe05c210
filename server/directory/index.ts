/**
 * Active Directory over LDAPS: finds people, reads the policy that is effective for them, sets passwords. The
 * only module that speaks LDAP. Every write asks for a `Receipt` and goes through one fair queue per DC. It must
 * not know why somebody may do something: that is decided before.
 *
 *     use case ─▶ targets (receipt, protected?) ─▶ the DC's queue ─▶ modify ─▶ read back ─▶ outcome
 *
 * `dcs/` knows LDAP and no accounts: which DCs there are, connections, whose turn it is. `accounts/` reads: who is
 * there, who is protected, which policy holds. `people/` reads what more is asked of them, and many at once.
 * `census/` reads every account of any kind, for a campaign.
 * `replicas/` reads the same accounts on each DC, one after the other.
 * `bulk/` writes to many of them, each at most once and on one DC.
 * `falling/` makes, moves and removes a PSO of a campaign's own.
 * `rotation/` gives a service account a password that somebody is handed.
 * `krbtgt/` reads the domain's own keys on every DC, and writes to one of them.
 * `survey/` looks at a domain as `keyturn doctor` does: by connections of its own, and never writing. The files beside
 * them write, and ask for passwords.
 */
export { createDirectory, type DirectoryConfig, type DirectoryDeps } from './directories.ts'
export type {
  Account,
  Announced,
  Attribute,
  CardMapping,
  ChangePassword,
  CheckPassword,
  Directory,
  DomainController,
  LogonLimits,
  EffectivePolicy,
  Found,
  Listed,
  Listing,
  PasswordState,
  Prepared,
  Required,
  SetPassword,
  Written,
} from './directory.ts'
export type { Bulk, BulkWay, BulkWritten, Look } from './bulk/bulk.ts'
export type { Census, CensusPart, CensusWish, HeadPower, Principal } from './census/census.ts'
export type { Outline, OutlinedGroup, Pso, Trust } from './outline/outline.ts'
export type { Falling, FallingLook, FallingPlace } from './falling/falling.ts'
export type { KeyAccount, KeyLook, KeyOn, KeysLook, Krbtgt } from './krbtgt/krbtgt.ts'
export type { OnReplica, OpenReplicas, Replica, Replicas } from './replicas/replicas.ts'
export type { Resolver } from './dcs/resolver.ts'
export { createSurvey, type SurveyConfig } from './survey/surveys.ts'
export type {
  AccountLook,
  DcLook,
  DcName,
  DomainLook,
  GuardedLook,
  Located,
  LogOn,
  ObjectLook,
  OutsideLook,
  PeopleLook,
  PersonLook,
  PsoLook,
  ReplicationLook,
  Session,
  Survey,
} from './survey/survey.ts'
