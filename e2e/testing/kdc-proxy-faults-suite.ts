import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { choose, somebodyOf } from '../agent/laptop.ts'
import { clockOff } from './clock.ts'
import { agentProgram, type AgentReset } from '../world/agent.ts'
import type { Enrolled, KeyturnAgent, World } from '../world/index.ts'

/** As the lab test of that path has them; `Begun` is what `begin` gives. */
interface Helpers<Begun extends Pick<AgentReset, 'end'>> {
  readonly world: () => World
  readonly laptop: () => KeyturnAgent
  readonly begin: (name: 'laptop1', who: Enrolled) => Promise<Begun>
  readonly configure: (name: 'laptop1', more: object) => Promise<() => Promise<void>>
  readonly outcomeOf: (begun: Begun) => Promise<unknown>
  readonly onlyOldWorks: (name: 'laptop1', who: Enrolled) => Promise<void>
  readonly nothingLeft: (name: 'laptop1') => Promise<void>
}

const patienceMs = 180_000

const dropsKerberos = `table inet no_kdc {
  chain in {
    type filter hook input priority 0;
    ip saddr 10.20.0.20 tcp dport 88 drop
  }
}
`

/** dc1's KDC answers no proxy, though dc1 takes passwords and replicates, until it is disposed of. */
export async function withoutKdc(world: World): Promise<AsyncDisposable> {
  const { host } = world.lab.dc('dc1')
  await host.must(['nft', '-f', '-'], { input: dropsKerberos })
  return {
    [Symbol.asyncDispose]: async () => void (await host.must(['nft', 'delete', 'table', 'inet', 'no_kdc'])),
  }
}

const leadsElsewhere = `table ip untimely {
  chain door {
    type nat hook output priority -100;
    tcp dport 443 redirect to :8443
  }
}
`

/**
 * Until it is disposed of, the laptop's way to the server ends where a certificate of the right authority for the right
 * name, good for 400 days, was made at another time.
 *
 * @param made as libfaketime has it: `-500d`.
 */
async function untimely({ lab }: World, { host }: KeyturnAgent, made: string): Promise<AsyncDisposable> {
  const { caFile } = lab.domain
  const [key, certificate] = ['key', 'pem'].map((ending) => join(host.dataFolder, `untimely.${ending}`))
  if (key === undefined || certificate === undefined) throw new Error('no names')
  const leaf = ['basicConstraints=critical,CA:FALSE', 'subjectAltName=DNS:reset.corp.example']
  const request = ['openssl', 'req', '-x509', '-noenc', '-days', '400', '-subj', '/CN=reset.corp.example']
  const signed = ['-CA', caFile, '-CAkey', caFile.replace(/pem$/, 'key'), '-newkey', 'rsa:2048']
  const added = leaf.flatMap((one) => ['-addext', one])
  await host.must([...clockOff(made), ...request, ...signed, ...added, '-keyout', key, '-out', certificate])
  const argv = ['openssl', 's_server', '-accept', '8443', '-key', key, '-cert', certificate, '-www']
  const server = await host.spawn(argv, { name: 'untimely' })
  await host.must(['nft', '-f', '-'], { input: leadsElsewhere })
  return {
    async [Symbol.asyncDispose]() {
      await host.must(['nft', 'delete', 'table', 'ip', 'untimely'])
      await server.stop()
    },
  }
}

/** What may be wrong between a computer that reaches the server alone and a KDC. */
export function kdcProxyFaults<Begun extends Pick<AgentReset, 'end'>>(help: Helpers<Begun>): void {
  suite('a way to a KDC with something wrong in it', () => {
    /** One for all of it: a laptop keeps few. */
    let who: Enrolled
    before(async () => void (who = await somebodyOf(help.world(), 'laptop1')))

    test('that the server answers by 503 is told as no way, and the cache stays as it was', async () => {
      await using _ = await withoutKdc(help.world())
      const begun = await help.begin('laptop1', who)
      const { code, screen } = await begun.end()
      assert.equal(code, 1)
      assert.match(screen, /cannot reach your organisation’s network/)
      const why = { state: 'not-refreshed', device: 'laptop1', why: 'no-way-to-dc' }
      assert.deepEqual(await help.outcomeOf(begun), why)
      await help.onlyOldWorks('laptop1', who)
      await help.nothingLeft('laptop1')
    })

    test('whose server is one that another authority signed is not asked for anything', async () => {
      const { host, configFile, stateFolder } = help.laptop()
      const caFile = configFile.replace(/[^/]+$/, 'other-ca.pem')
      const make = ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Other']
      await host.must([...make, '-keyout', '/dev/null', '-out', caFile])
      const back = await help.configure('laptop1', { caFile })
      const { code, stderr } = await help.laptop().run('check-in')
      const alone = await help.laptop().resetTyping()
      await back()
      assert.equal(code, 1)
      assert.match(stderr, /certificate/)
      assert.notEqual(alone.code, 0)
      assert.match(alone.stdout, /something else answers in place of your organisation’s server/)
      assert.doesNotMatch(alone.stdout, /launch=/, 'nobody is sent to that server')
      assert.match(await host.must(['ls', stateFolder]), /launches/)
      await help.onlyOldWorks('laptop1', who)
    })

    for (const [what, made] of [
      ['has expired', '-500d'],
      ['is not yet valid', '+30d'],
    ] as const) {
      test(`whose server’s certificate ${what} is not asked for anything, and she is told so`, async () => {
        const laptop = help.laptop()
        const launches = ['ls', join(laptop.stateFolder, 'launches')]
        const before = await laptop.host.must(launches)
        const untold = (await help.world().audit()).length
        {
          await using _ = await untimely(help.world(), laptop, made)
          const { code, stderr } = await laptop.run('check-in')
          assert.equal(code, 1)
          assert.match(stderr, new RegExp(`certificate ${what}`))
          const alone = await laptop.resetTyping()
          assert.notEqual(alone.code, 0)
          assert.match(
            alone.stdout,
            /clock says .+: the certificate of your organisation’s server is not valid/,
          )
          assert.doesNotMatch(alone.stdout, /launch=/)
        }
        assert.equal(await laptop.host.must(launches), before)
        assert.equal((await help.world().audit()).length, untold)
        await help.onlyOldWorks('laptop1', who)
      })
    }

    test('whose laptop’s clock is ten minutes off proves nothing, and she is told to look at the clock', async () => {
      const { host, configFile } = help.laptop()
      const argv = [...clockOff('+10m'), agentProgram, 'reset', '--config', configFile]
      const child = await host.spawn(argv, { name: 'agent-late' })
      const end = performance.now() + patienceMs
      let launch: string | undefined
      while (launch === undefined) {
        launch = /launch=([\w-]{22})/.exec(await child.log())?.[1]
        assert.ok(performance.now() < end && child.running, await child.log())
        await sleep(50)
      }
      const again = { ...who, recoveryCodes: who.recoveryCodes.slice(1) }
      await choose(help.world(), again, 'Grüner-Füller-78!', launch)
      const code = await child.exited
      const screen = await child.log()
      assert.equal(code, 1, screen)
      assert.match(screen, /computer’s clock is wrong/)
      const told = (await help.world().audit()).findLast(({ type }) => type === 'device.not-refreshed')
      assert.equal(told?.facts['why'], 'clock-off')
      await help.onlyOldWorks('laptop1', who)
      await help.nothingLeft('laptop1')
    })
  })
}
