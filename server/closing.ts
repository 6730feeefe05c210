import { answer, route, type Route, type Sessions } from '#http'
import type { Factors } from '#factors'
import { createKdcProxy, type KdcProxy } from '#kdcproxy'
import { createLetterStore, createLockdownStore, createWatch, openLockdown, type Watch } from '#lockdown'
import type { Notify } from '#notify'
import { createPolicy, type Policy } from '#policy'
import type { Resets } from '#reset'
import { effects, type Ground } from './ground.ts'

/** The part of the composition root that is about closing self-service. */

export function watchOf({ storage }: Ground): Watch {
  return createWatch({ ...effects, store: createLockdownStore(storage.tables()) })
}

/** As the gate has it, once more at the last step before the directory is written: a request may have been on its way. */
export function proverUnder(prover: Factors['prover'], watch: Watch): Factors['prover'] {
  return {
    ...prover,
    isFrozen: async (account) => (await watch.now()).mode === 'frozen' || prover.isFrozen(account),
  }
}

export const isOpen = async (watch: Watch): Promise<boolean> => (await watch.now()).mode === 'open'

/** Whoever has stolen a password would be faster with the proxy than its person: see the rule of `person.change`. */
export function buildKdcProxy(ground: Ground, watch: Watch): KdcProxy {
  return createKdcProxy(ground.config.kdcProxy, {
    ...ground,
    ...effects,
    takesChanges: () => isOpen(watch),
  })
}

interface Parts {
  readonly factors: Factors
  readonly policy: Policy
  readonly notify: Notify
  readonly sessions: Pick<Sessions, 'endAll'>
  readonly resets: Pick<Resets, 'endAll'>
  readonly watch: Watch
}

export function buildLockdown(ground: Ground, parts: Parts): readonly Route[] {
  const { config, storage, directory } = ground
  const { factors, sessions, resets, watch } = parts
  const { name, helpDesk, publicUrl } = config
  return [
    route('portal.about', async () => {
      const { mode, distrustSince } = await watch.now()
      return answer({ name, helpDesk, selfService: mode, distrusts: distrustSince !== null })
    }),
    ...openLockdown({
      ...ground,
      ...effects,
      ...parts,
      settings: config.lockdown,
      store: createLockdownStore(storage.tables()),
      letterStore: createLetterStore(storage.tables()),
      prover: factors.prover,
      passes: factors.preparedPasses,
      countsUnder: (account, factor, since) => factors.countsUnder(account, factor, since),
      policyUnder: (since) =>
        createPolicy(config.policy, {
          directory,
          factors: factors.distrusting(since),
          frozenAmong: (accounts) => factors.freezes.frozenAmong(accounts),
        }),
      async endAll(exceptSession) {
        await resets.endAll()
        await sessions.endAll('person', exceptSession)
      },
      paper: { name, helpDesk, portal: publicUrl },
    }),
  ]
}
