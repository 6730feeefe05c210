import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Host } from '@keyturn/lab'
import type { Enrolled, KeyturnAgent, World } from '../world/index.ts'

interface At {
  readonly world: World
  /** At `laptop1`, where she has logged on once. */
  readonly laptop: KeyturnAgent
  readonly who: Enrolled
  /** As it is by now. */
  readonly password: string
}

const patienceMs = 120_000

/** What a computer does about somebody in an incident, and what is told of it. */
export function computersOfTheScope(at: () => At): void {
  suite('computers of the scope', () => {
    const name = () => at().who.person.sAMAccountName
    const logsOn = async () => (await at().world.lab.logon('laptop1', name(), at().password)).ok
    const device = (...words: readonly string[]) => at().world.server.cli('device', ...words)

    async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
      const end = performance.now() + patienceMs
      while (!(await isSo())) {
        assert.ok(performance.now() < end, what)
        await sleep(500)
      }
    }

    test('forget the log-on, end her processes and drop her tickets, and say so', async () => {
      const { host } = at().laptop
      await at().world.lab.laptop('laptop1').home()
      await until(logsOn, 'she logs on')
      assert.equal((await at().laptop.run('check-in')).code, 0)
      const entry = await passwdOf(host, name())
      const asHer = ['setpriv', '--reuid', entry.uid, '--regid', entry.gid, '--clear-groups', '--']
      const stubborn = ['sh', '-c', "trap '' TERM HUP; while :; do sleep 1; done"]
      const session = await host.spawn([...asHer, ...stubborn], { name: 'her session' })
      const carrier = Number((await readFile(`/proc/${session.pid}/stat`, 'utf8')).split(' ')[3])
      const other = await host.spawn(['sleep', '600'], { name: 'a session of root' })
      const tickets = `/tmp/krb5cc_${entry.uid}_keyturn`
      await host.must([...asHer, 'touch', tickets])

      const order = ['order', '--account', name(), '--forget', '--end-sessions', '--drop-tickets']
      const ordered = await device(...order)
      assert.equal(ordered.code, 0, ordered.stderr)
      const batch = /batch (\S+)/.exec(ordered.stdout)?.[1] ?? assert.fail(ordered.stdout)
      const silent = await device('orders', '--batch', batch)
      assert.equal(silent.code, 1)
      assert.match(silent.stdout, /NOT REPORTED[\s\S]*until then an attacker keeps the session he has/)

      assert.equal((await at().laptop.run('check-in')).code, 0)
      const done = await device('orders', '--batch', batch)
      assert.equal(done.code, 0, done.stdout)
      assert.match(
        done.stdout,
        /forget done \(1 of 1, cache\), end-sessions done .*processes\), drop-tickets done/,
      )
      await until(async () => {
        const { stdout } = await host.run(['ps', '-o', 'stat=', '-u', entry.uid])
        return stdout.split('\n').every((state) => state.trim() === '' || state.trim().startsWith('Z'))
      }, 'her session is over')
      // Its carrier into the laptop stops itself with what it carries, and would wait to be woken for ever.
      try {
        process.kill(carrier, 'SIGCONT')
      } catch {
        // It ended by itself.
      }
      await session.exited
      assert.equal(other.running, true)
      await other.stop()
      assert.notEqual((await host.run(['test', '-e', tickets])).code, 0)
      await at().world.lab.laptop('laptop1').nowhere()
      assert.equal(await logsOn(), false)
      assert.ok(
        (await at().world.audit()).some(
          ({ type, outcome }) => type === 'device.incident-done' && outcome === 'ok',
        ),
      )
    })

    test('have nothing to do a second time, and say what they cannot do', async () => {
      await at().world.lab.laptop('laptop1').home()
      assert.equal((await device('order', '--account', name(), '--end-sessions', '--all')).code, 0)
      assert.equal((await at().laptop.run('check-in')).code, 0)
      assert.match((await device('orders')).stdout, /end-sessions was-not-there/)
      assert.equal((await device('order', '--account', 'nobody-at-all', '--end-sessions')).code, 2)
      assert.equal((await device('order', '--account', 'S-1-22-1-0', '--end-sessions')).code, 2)
    })
  })
}

/** As the computer's own users are named: with the domain by winbind, without it by SSSD. */
export async function passwdOf(host: Host, login: string): Promise<{ uid: string; gid: string }> {
  for (const one of [`CORP\\${login}`, login]) {
    const { code, stdout } = await host.run(['getent', 'passwd', one])
    const [, , uid, gid] = stdout.split(':')
    if (code === 0 && uid !== undefined && gid !== undefined) return { uid, gid }
  }
  return assert.fail(`${login} is no user there`)
}
