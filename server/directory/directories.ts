import { systemRandom, type Clock, type Log, type Random, type Secret, type AccountId } from '#kernel'
import { createAccounts, createReading } from './accounts/accounts.ts'
import { createBulk } from './bulk/bulks.ts'
import { createCensus } from './census/censuses.ts'
import { createChanges } from './changes.ts'
import { createChecks } from './checks.ts'
import { openConnection, tryBind, type Access } from './dcs/connection.ts'
import { createControllers } from './dcs/controllers.ts'
import { createLocator, type Dc } from './dcs/locator.ts'
import { ping } from './dcs/ping.ts'
import { createRoster } from './dcs/roster.ts'
import { systemResolver, type Resolver } from './dcs/resolver.ts'
import { createTurnsByKey } from './dcs/turns.ts'
import type { Directory } from './directory.ts'
import { createComputed } from './accounts/computed.ts'
import { createDomain } from './accounts/domain.ts'
import { createLimits } from './accounts/limits.ts'
import { createPolicies } from './accounts/policies.ts'
import { createProtection } from './accounts/protection.ts'
import { createOutline } from './outline/outlines.ts'
import { createAttributes } from './people/attributes.ts'
import { createCards } from './people/cards.ts'
import { createLists } from './people/lists.ts'
import { createManagers } from './people/managers.ts'
import { createFalling } from './falling/fallings.ts'
import { createKrbtgt } from './krbtgt/keys.ts'
import { createReplicas } from './replicas/open.ts'
import { createResets } from './resets.ts'
import { createRotation } from './rotation/rotations.ts'
import { createTargets } from './targets.ts'
import { createTiers } from './tiers.ts'
import { createZeros } from './zeros.ts'

export interface DirectoryConfig {
  /** DNS name: `corp.example`. */
  readonly domain: string
  /** `host` or `host:port` of LDAPS, best first; empty: whatever the DNS names. */
  readonly domainControllers: readonly string[]
  /** PEM of the CA that signed the DCs' certificates. */
  readonly ca: string
  readonly serviceAccount: { readonly name: string; readonly password: Secret }
  /** sAMAccountName, SID or DN of groups that are protected besides AdminSDHolder's. */
  readonly protectedGroups: readonly string[]
  /** The groups of password tiers: no other group is ever written to. Default: none. */
  readonly tierGroups?: readonly string[]
  readonly connectSeconds?: number
  readonly operationSeconds?: number
}

export interface DirectoryDeps {
  readonly log: Log
  readonly clock: Clock
  readonly random?: Random
  readonly resolver?: Resolver
}

/**
 * Connects when it is first asked, and again whenever a connection is lost; so it can be made while no DC answers.
 * Disposing of it closes its connections.
 */
export function createDirectory(config: DirectoryConfig, deps: DirectoryDeps): Directory & AsyncDisposable {
  const { log, clock, random = systemRandom, resolver = systemResolver } = deps
  const name = config.domain.toLowerCase()
  const access: Access = {
    ca: config.ca,
    ...config.serviceAccount,
    resolver,
    connectMs: (config.connectSeconds ?? 3) * 1000,
    operationMs: (config.operationSeconds ?? 10) * 1000,
  }
  const locator = createLocator({ ...config, domain: name, resolver, ping, log })
  const open = (dc: Dc) => openConnection(dc, access)
  const roster = createRoster({ locator, open, log })
  const controllers = createControllers(roster, log)
  const domain = createDomain(controllers, name)
  const protection = createProtection({
    controllers,
    domain,
    protectedGroups: config.protectedGroups,
    serviceAccount: config.serviceAccount.name,
  })
  const policies = createPolicies(controllers, domain)
  const computed = createComputed({ ...policies, controllers, clock })
  const reading = createReading({ domain, protection, computed, clock })
  const targets = createTargets({ controllers, policies, protection, reading })
  const replicas = createReplicas({ ...config, controllers, domain, protection, resolver, log, open })
  // Two lines: who resets may ask, between the two writes, whether a password is right.
  const oneReset = createTurnsByKey<AccountId>()
  const oneGuess = createTurnsByKey<AccountId>()
  return {
    domainControllers: async () =>
      (await roster.list()).map(({ dc: { host, writable } }) => ({ host, writable })),
    census: createCensus({ controllers, domain, protection }),
    outline: createOutline(controllers, domain),
    replicas,
    falling: createFalling({ controllers, domain, protection, log }),
    rotation: createRotation({ controllers, targets, random }),
    krbtgt: createKrbtgt({ controllers, domain, replicas, random }),
    bulk: createBulk({ controllers, domain, reading, targets, random }),
    ...createAccounts({ controllers, domain, reading }),
    ...createLimits({ controllers, reading }),
    ...createAttributes(controllers),
    ...createManagers({ controllers, reading }),
    ...createCards({ controllers, domain, reading }),
    ...createLists({ controllers, domain, reading }),
    policyFor: (account) => policies.policyFor(account),
    prepare: (account, attributes) => targets.prepare(account, attributes),
    ...createResets({ controllers, targets, alone: oneReset, random, log }),
    ...createChanges({ controllers, targets, alone: oneGuess, log }),
    ...createTiers({ controllers, targets, domain, protection, groups: config.tierGroups ?? [], log }),
    ...createZeros({ controllers, domain, targets }),
    ...createChecks({
      controllers,
      policies,
      alone: oneGuess,
      tryBind: (dc, dn, password) => tryBind(dc, { ...access, name: dn, password }),
    }),
    [Symbol.asyncDispose]: () => controllers[Symbol.asyncDispose](),
  }
}
