import { join } from 'node:path'
import { createAskedStore, createAsking, type Asking } from '#asking'
import { createFactors, openSeal, type Factors, type Seal } from '#factors'
import type { Sessions } from '#http'
import type { AccountId } from '#kernel'
import type { Watch } from '#lockdown'
import { createCourier, createMailer, createNotify, type Notify } from '#notify'
import { createPolicy, type Policy } from '#policy'
import { isOpen } from './closing.ts'
import { createContacts } from './contacts.ts'
import { effects, type Ground } from './ground.ts'

interface Around {
  readonly sessions: Sessions
  readonly forgetProofs: (account: AccountId) => Promise<void>
  readonly watch: Watch
}

/**
 * Factors ask the policy what is enough, and the policy asks factors who could prove what; factors send notices, and a
 * notice asks factors for the code that freezes them.
 */
export async function buildProofs(ground: Ground, { sessions, forgetProofs, watch }: Around) {
  const { config, directory } = ground
  const seal = await openSeal(join(config.stateDirectory, 'factors.key'), effects.random)
  const notify = buildNotify(ground, seal, {
    alarmFor: (account) => factors.freezes.alarmFor(account),
    mailboxesOf: (account) => factors.mailboxesOf(account),
  })
  const factors: Factors = await createFactors({
    ...ground,
    notify,
    ...effects,
    sessions,
    forgetProofs,
    courier: createCourier({
      ...effects,
      helpDesk: config.helpDesk,
      mailer: createMailer(config.mail, config.name),
    }),
    settings: config.factors,
    seal,
    issuer: config.name,
    publicUrl: config.publicUrl,
    isEnough: (account, purpose, proofs) => policy.enough(account, purpose, proofs),
    enrolBy: (account) => asking.enrolBy(account),
    distrustSince: async () => (await watch.now()).distrustSince,
  })
  const policy: Policy = createPolicy(config.policy, {
    directory,
    factors: factors.all,
    frozenAmong: (accounts) => factors.freezes.frozenAmong(accounts),
  })
  const asking: Asking = buildAsking(ground, { notify, policy, watch })
  return { factors, policy, notify, asking }
}

interface AskingParts extends Pick<Around, 'watch'> {
  readonly notify: Notify
  readonly policy: Policy
}

function buildAsking(ground: Ground, { watch, ...parts }: AskingParts): Asking {
  const { config, storage } = ground
  const { deadline, ...enrolment } = config.enrolment
  return createAsking({
    ...ground,
    ...parts,
    ...effects,
    isOpen: () => isOpen(watch),
    jobs: storage.jobs,
    store: createAskedStore(storage.tables()),
    page: new URL('/me', config.publicUrl).href,
    config: { ...enrolment, deadline: deadline === undefined ? null : new Date(`${deadline}T23:59:59Z`) },
  })
}

interface Known {
  readonly alarmFor: (account: AccountId) => Promise<string>
  readonly mailboxesOf: (account: AccountId) => Promise<readonly string[]>
}

function buildNotify(ground: Ground, seal: Seal, { alarmFor, mailboxesOf }: Known): Notify {
  const { config, storage, log, audit } = ground
  return createNotify({
    ...effects,
    log,
    seal,
    language: config.mail.language,
    contactsOf: createContacts(ground, mailboxesOf),
    jobs: storage.jobs,
    helpDesk: config.helpDesk,
    mailer: createMailer(config.mail, config.name),
    alarm: { page: new URL('/not-me', config.publicUrl).href, codeFor: alarmFor },
    onEnd: async ({ kind, to, sent }) => {
      const type = sent ? 'notice.sent' : 'notice.failed'
      const outcome = sent ? 'ok' : 'refused'
      await audit.append({ type, account: null, origin: null, outcome, facts: { notice: kind, to } })
    },
  })
}
