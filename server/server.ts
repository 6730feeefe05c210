import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { askingMigrations } from '#asking'
import { auditMigrations, auditRoutes, openAuditLog } from '#audit'
import { campaignsMigrations } from '#campaigns'
import { devicesMigrations, devicesRoutes } from '#devices'
import { createDirectory } from '#directory'
import { factorsMigrations } from '#factors'
import {
  answer,
  createSessions,
  createSessionStore,
  httpMigrations,
  openHttp,
  route,
  type Http,
  type Route,
} from '#http'
import { Fault, openSecretFile, secret, systemRandom, type AccountId, type Log } from '#kernel'
import { entraRoutes } from '#entra'
import { kdcProxyRoutes } from '#kdcproxy'
import { gated, lockdownMigrations, policyUnder, type Watch } from '#lockdown'
import type { Notify } from '#notify'
import {
  createPasswords,
  createStrengths,
  createReminders,
  createReminderStore,
  createTiers,
  createTierStore,
  openBreached,
  passwordsMigrations,
  readHouseRules,
  type Tiers,
} from '#passwords'
import { policyRoutes, type Policy } from '#policy'
import {
  createResets,
  createResetStore,
  handleSweeps,
  resetMigrations,
  resetRoutes,
  sweepAtStart,
  type Resets,
} from '#reset'
import { openStorage } from '#storage'
import { tunnelsMigrations, tunnelsRoutes } from '#tunnels'
import { buildCampaigns, buildEntra } from './campaigning.ts'
import { choosingRoutes } from './choosing.ts'
import { buildKdcProxy, buildLockdown, isOpen, proverUnder, watchOf } from './closing.ts'
import { buildDevices, buildTunnels } from './computers.ts'
import type { Config } from './config.ts'
import { effects, type Ground } from './ground.ts'
import { buildProofs } from './proofs.ts'

/** A running server. Disposing of it lets running requests finish, and stops what it started. */
export interface Server extends AsyncDisposable {
  readonly http: Pick<Http, 'url'>
}

const migrations = [
  httpMigrations,
  auditMigrations,
  factorsMigrations,
  askingMigrations,
  passwordsMigrations,
  devicesMigrations,
  tunnelsMigrations,
  resetMigrations,
  campaignsMigrations,
  lockdownMigrations,
]
const portalFolder = join(import.meta.dirname, '../web/dist')
/** Longer than the usual DC takes for the look-ups of one answer: see docs/decisions/0007-life-of-a-reset.md. */
const answerStepMs = 250
const sweepMs = 60_000

/**
 * Puts the product together and starts it. It starts without a DC or a mail server; not without its database or its
 * audit log.
 *
 * @throws {Fault} with what to do in its message.
 */
export async function startServer(config: Config, version: string, log: Log): Promise<Server> {
  await using stack = new AsyncDisposableStack()
  await mkdir(config.stateDirectory, { recursive: true, mode: 0o711 })
  const ground = await lay(config, version, log, stack)
  const { routes, sessions, devices, policy, campaigns } = await build(ground, stack)
  await ground.storage.jobs.start()
  await sweepAtStart(ground.storage.jobs)
  await campaigns.wake()
  await checkPolicy(policy, log)
  const http = await openHttp(httpConfig(config), {
    ...effects,
    routes,
    sessions,
    log,
    authenticateDevice: (request) => devices.authenticate(request),
  })
  stack.use(http)
  await ground.audit.append({
    type: 'server.started',
    account: null,
    origin: null,
    outcome: 'ok',
    facts: {
      version,
      kdcProxy: config.kdcProxy.enabled ? config.kdcProxy.realms.join(' ') : null,
      followHours: config.devices.follow.enabled ? config.devices.follow.hours : null,
    },
  })
  log.info({ url: http.url, version }, 'serving')
  const running = stack.move()
  return { http, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function lay(config: Config, version: string, log: Log, stack: AsyncDisposableStack): Promise<Ground> {
  const inState = (name: string) => join(config.stateDirectory, name)
  const database = { ...config.database, url: config.database.url, directory: inState('database') }
  const storage = stack.use(await openStorage(database, migrations, { log, ...effects }))
  const origin = `${new URL(config.publicUrl).host}/audit`
  const audit = stack.use(
    await openAuditLog({ ...effects, storage, log, directory: config.stateDirectory, origin }),
  )
  const { caFile, serviceAccount, ...domain } = config.directory
  const directory = stack.use(
    createDirectory(
      {
        ...domain,
        tierGroups: config.passwords.lifetimes.map(({ group }) => group),
        ca: await readFile(caFile, 'utf8'),
        serviceAccount: {
          name: serviceAccount.name,
          password: await passwordIn(serviceAccount.passwordFile),
        },
      },
      { log, ...effects },
    ),
  )
  return { config, version, log, storage, audit, directory }
}

async function passwordIn(file: string) {
  return secret((await readFile(file, 'utf8')).replace(/\r?\n$/, ''))
}

async function build(ground: Ground, stack: AsyncDisposableStack) {
  const { config, storage, audit, directory } = ground
  const sessions = createSessions({ ...effects, store: createSessionStore(storage) })
  const watch = watchOf(ground)
  const forgetProofs = async (account: AccountId) => {
    await resets.forgetProofs(account)
    await devices.fleet.distrust(account)
  }
  const { factors, policy, notify, asking } = await buildProofs(ground, { sessions, forgetProofs, watch })
  stack.use(factors)
  buildReminders(ground, { notify, watch })
  const strengths = stack.use(createStrengths(ground))
  const newestFile = join(config.stateDirectory, 'breached.newest')
  const breached = stack.use(
    await openBreached(config.passwords.breachedList, { ...ground, ...effects, newestFile }),
  )
  const house = await readHouseRules(config.name, config.passwords)
  const passwords = createPasswords({ directory, strengths, breached, house })
  const devices = await buildDevices(ground)
  stack.use(each(sweepMs, () => devices.sweep(), ground.log))
  const tunnels = await buildTunnels(ground, devices)
  stack.use(each(sweepMs, () => tunnels.sweep(), ground.log))
  // Whoever writes a password writes through this: its length decides how long it lives.
  const tiered = { ...ground, directory: buildTiers(ground).guard(directory) }
  const resets: Resets = createResets({
    ...tiered,
    notify,
    policy: policyUnder(policy, watch),
    ...effects,
    passwords,
    prover: proverUnder(factors.prover, watch),
    devices: devices.orders,
    logonsOf: devices.logonsOf,
    sessions,
    store: createResetStore(storage.tables()),
    jobs: storage.jobs,
    nameKey: await openSecretFile(join(config.stateDirectory, 'names.key'), () => systemRandom(32)),
    answerStepMs,
  })
  handleSweeps(resets.sweeper, storage.jobs)
  const entra = await buildEntra(ground)
  if (entra !== undefined) stack.use(entra)
  const campaigns = stack.use(buildCampaigns(ground, { factors, policy, notify, entra, watch }))
  stack.defer(() => resets.rest())
  const all: readonly Route[] = [
    route('health', async () => answer({ status: 'ok', version: ground.version })),
    ...auditRoutes(audit),
    ...factors.routes,
    ...policyRoutes({ policy, directory }),
    ...choosingRoutes(tiered, { factors, policy, notify, asking, passwords, sessions, resets, devices }),
    ...devicesRoutes(devices),
    ...tunnelsRoutes(tunnels),
    ...resetRoutes(resets),
    ...campaigns.routes,
    ...entraRoutes({ ...ground, entra }),
    ...buildLockdown(ground, { factors, policy, notify, sessions, resets, watch }),
    ...kdcProxyRoutes(stack.use(buildKdcProxy(ground, watch))),
  ]
  return { routes: gated(all, watch), sessions, devices, policy, campaigns }
}

function buildReminders(ground: Ground, { notify, watch }: { notify: Notify; watch: Watch }): void {
  const { config, storage } = ground
  createReminders({
    ...ground,
    ...effects,
    ...config.reminders,
    notify,
    isOpen: () => isOpen(watch),
    store: createReminderStore(storage.tables()),
    jobs: storage.jobs,
    page: new URL('/change', config.publicUrl).href,
  })
}

function buildTiers(ground: Ground): Tiers {
  const { config, storage } = ground
  const store = createTierStore(storage.tables())
  return createTiers({ ...ground, ...effects, tiers: config.passwords.lifetimes, store, jobs: storage.jobs })
}

/** A rule for a group that is not there would let its people do with less: then nothing starts. */
async function checkPolicy(policy: Policy, log: Log): Promise<void> {
  try {
    await policy.check()
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'directory.unavailable')) throw error
    log.warn({ err: error }, 'no DC answers; whoever asks gets told so until one does')
  }
}

function each(ms: number, work: () => Promise<void>, log: Log): Disposable {
  const timer = setInterval(() => {
    work().catch((error: unknown) => log.warn({ err: error }, 'a sweep failed; the next one comes'))
  }, ms).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function httpConfig({ listen, stateDirectory, factors }: Config) {
  const localSocket = join(stateDirectory, 'local.sock')
  return { ...listen, localSocket, portal: portalFolder, formsGoTo: factors.smartCard?.url }
}
