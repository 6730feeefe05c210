import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Host } from '@keyturn/lab'
import type { PolicyKey } from './policy/set.ts'
import { setPolicyOn } from './testing/on-host.ts'
import type { PolicyCall } from './testing/policy-program.ts'

export interface PolicyWorld {
  readonly host: Host
  readonly config: PolicyCall['config']
  /** What this daemon lets be set besides whether it keeps log-ons at all. */
  readonly offers: readonly PolicyKey[]
  /** Text that its own check does not take. */
  readonly broken: string
}

/** What setting the policy of every cache keeps. The lab has no systemd: whoever started the daemon starts it anew. */
export function policySuite(cache: string, world: () => PolicyWorld): void {
  function set(key: PolicyKey, value: PolicyCall['value']) {
    const { host, config } = world()
    return setPolicyOn(host, { config, key, value })
  }

  suite(`how ${cache} keeps log-ons`, () => {
    test('is set in its own file, where everything else stays, and back again', async () => {
      const { host } = world()
      const { outcome, file } = await set('caching', true)
      assert.equal(outcome, 'unchanged')
      const [before, rights] = [await host.read(file), await host.must(['stat', '-c', '%a %U %G', file])]
      assert.equal((await set('caching', false)).outcome, 'restart')
      const off = await host.read(file)
      const changed = off.split('\n').filter((line, at) => line !== before.split('\n')[at])
      assert.equal(changed.length, 1, off)
      assert.match(changed[0] ?? '', /= (no|false)$/)
      assert.equal(await host.must(['stat', '-c', '%a %U %G', file]), rights)
      assert.equal((await set('caching', true)).outcome, 'restart')
      assert.match(await host.read(file), /= (yes|true)\n/)
    })

    test('is not said to be set where the daemon has no such setting', async () => {
      for (const key of ['mostAccounts', 'expiresAfterDays'] as const) {
        const { outcome, file } = await set(key, 30)
        const isOffered = world().offers.includes(key)
        assert.equal(outcome, isOffered ? 'restart' : 'not-offered')
        if (isOffered) assert.match(await world().host.read(file), / = 30\n/)
      }
    })

    test('is not set by a file that the daemon’s own check does not take', async () => {
      const { host, broken } = world()
      const { file } = await set('caching', true)
      const before = await host.read(file)
      const mode = Number.parseInt(await host.must(['stat', '-c', '%a', file]), 8)
      await host.write(file, before + broken, mode)
      try {
        assert.equal((await set('caching', false)).outcome, 'refused')
        assert.equal(await host.read(file), before + broken)
        assert.equal((await host.run(['test', '-e', `${file}.keyturn`])).code, 1)
      } finally {
        await host.write(file, before, mode)
      }
    })
  })
}
