import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { inState } from '../testing/campaigns.ts'
import { until, type Ground } from './ground.ts'

export function fallingSuite(ground: () => Ground): void {
  suite('a maximum age falls', () => {
    const name = 'ageing'
    const day = 86_400_000
    const ages = { 'age-80': 80, 'age-60': 60, 'age-40': 40, 'age-30': 30, 'age-20': 20, 'age-10': 10 }
    const unit = () => `OU=Keyturn,${ground().base()}`
    const container = () => `CN=Password Settings Container,CN=System,${ground().base()}`
    const psoClass = '3bcd9db8-f84b-451c-952f-6c52b81f9ec6'
    const groupClass = 'bf967a9c-0de6-11d0-a285-00aa003049e2'
    const pso = (...args: readonly string[]) =>
      ground()
        .dc1()
        .samba('domain', 'passwordsettings', 'pso', ...args)
    const of = (who: string, attribute: string) =>
      ground().dc1().attribute(`(sAMAccountName=${who})`, attribute)
    const isExpired = async (who: string) =>
      (Number(await of(who, 'msDS-User-Account-Control-Computed')) & 0x80_0000) !== 0
    const left = async () => (await ground().dc1().attribute('(cn=keyturn-*)', 'cn')) ?? 'none'
    const rules = async (who: string) => {
      const dn = await of(who, 'msDS-ResultantPSO')
      if (dn === undefined) return undefined
      const cn = dn.slice(3, dn.indexOf(','))
      const value = async (attribute: string) =>
        ground().dc1().attribute(`(&(objectClass=msDS-PasswordSettings)(cn=${cn}))`, attribute)
      return {
        cn,
        length: Number(await value('msDS-MinimumPasswordLength')),
        history: Number(await value('msDS-PasswordHistoryLength')),
        minAge: await value('msDS-MinimumPasswordAge'),
        maxAge: BigInt((await value('msDS-MaximumPasswordAge')) ?? 0),
      }
    }
    const text = () => `
  campaign: ${name}
  trigger: other
  t0: ${ground().t0.toISOString()}
  operators: [op-carol, op-otto]
  scope: [{ filter: "(sAMAccountName=age-*)" }]
  segments: [{ segment: on-site, everyone: true }]
  ways: { on-site: falling-maximum-age }
  falling: { unit: "${unit()}" }
  waves:
    start: ${new Date(Date.now() - day).toISOString().slice(0, 10)}
    size: 2
    hours: "00:00-24:00"
    days: [mon, tue, wed, thu, fri, sat, sun]
  helpDesk: { agents: 50 }
  people: { enrolled: 0.9 }
  `

    before(async () => {
      const names = [...Object.keys(ages), 'age-never', 'age-own']
      await ground().world.lab.createPeople(names.map((sAMAccountName) => ({ sAMAccountName })))
      const modify = (dn: string, attribute: string, value: string) =>
        `dn: ${dn}\nchangetype: modify\nreplace: ${attribute}\n${attribute}: ${value}\n\n`
      const never = (await of('age-never', 'distinguishedName')) ?? ''
      await ground()
        .dc1()
        .ldb('ldbmodify', modify(never, 'userAccountControl', '66048'))
      // Not by the DC's own rules, by which nobody sets the date of a password.
      const file = (
        await ground().dc1().host.must(['sh', '-c', 'ls /var/lib/samba/private/sam.ldb.d/DC*.ldb'])
      ).trim()
      const raw = await Promise.all(
        [...Object.entries(ages), ['age-never', 50] as const, ['age-own', 50] as const].map(
          async ([who, days]) =>
            modify((await of(who, 'distinguishedName')) ?? '', 'pwdLastSet', String(ticksAgo(days * day))),
        ),
      )
      await ground()
        .dc1()
        .host.must(['ldbmodify', '-H', domainFile(file)], { input: raw.join('') })
      const strict = ['--max-pwd-age=60', '--min-pwd-age=2', '--min-pwd-length=14', '--history-length=20']
      await ground().dc1().samba('group', 'add', 'Strict', '--groupou=OU=Groups')
      await ground().dc1().samba('group', 'addmembers', 'Strict', 'age-30')
      for (const [cn, precedence, to] of [
        ['strict', '10', 'Strict'],
        ['own', '20', 'age-own'],
      ] as const) {
        await pso('create', cn, precedence, ...strict, '--complexity=on')
        await pso('apply', cn, to)
      }
      await ground()
        .dc1()
        .ldb('ldbmodify', `dn: ${unit()}\nchangetype: add\nobjectClass: organizationalUnit\n`)
    })

    test('is refused, and says which rights are lacking, and whom it would not reach', async () => {
      await ground().at.draft(text())
      const refused = await ground().at.keyturn('simulate', name)
      assert.equal(refused.code, 1)
      assert.match(
        refused.text,
        /REFUSED the service account may not create msDS-PasswordSettings objects in CN=Pass/,
      )
      assert.match(refused.text, /REFUSED the service account may not create group objects in OU=Keyturn/)
      assert.match(refused.text, /NOTE {4}on-site: 1 \(age-never\): their passwords never expire/)
      const objects = (type: string) =>
        `(OA;;CCDC;${type};;${ground().service})(OA;CIIO;RPWPLCLORCSD;;${type};${ground().service})`
      await ground().allow(container(), objects(psoClass))
      await ground().allow(unit(), objects(groupClass))
    })

    test('for people in the order of the age of their passwords, a wave a day, and weakens nobody', async () => {
      const earlier = await rules('age-30')
      await ground().approved(text())
      assert.equal((await ground().at.keyturn('start', name)).code, 0)
      const done = await until(
        () => ground().ways(name),
        ({ falling }) => falling.psos.length === 2 && falling.psos.every(({ cutoff }) => cutoff !== null),
      )
      assert.deepEqual([done.falling.members, done.falling.back], [6, 0])
      assert.deepEqual(
        done.falling.barred.map(({ why, examples }) => [why, examples]),
        [
          ['never-expires', ['age-never']],
          ['own-pso', ['age-own']],
        ],
      )
      const asked: string[] = []
      for (const who of Object.keys(ages)) if (await isExpired(who)) asked.push(who)
      assert.deepEqual(asked, ['age-80', 'age-60', 'age-40', 'age-30'])
      const strict = await rules('age-30')
      assert.match(strict?.cn ?? '', /^keyturn-ageing-/)
      assert.deepEqual([strict?.length, strict?.history], [earlier?.length, earlier?.history])
      assert.deepEqual([strict?.length, strict?.history], [14, 20])
      assert.equal(strict?.minAge, earlier?.minAge)
      const usual = await rules('age-10')
      assert.deepEqual([usual?.length, usual?.history], await domainRules())
      // As old as the password of the last one who is asked.
      const days = Number(usual?.maxAge ?? 0n) / -864_000_000_000
      assert.ok(days > 29.9 && days < 30.1, String(days))
      assert.match((await rules('age-own'))?.cn ?? '', /^own$/)
      assert.equal(await rules('age-never'), undefined)
      // Whoever comes under a stricter one meanwhile is under it at once.
      await ground().dc1().samba('group', 'addmembers', 'Strict', 'age-10')
      assert.equal((await rules('age-10'))?.cn, 'strict')
      assert.equal(inState(await ground().at.status(name), 'written'), 4)
    })

    test('and who has a new password is seen, and is not asked again', async () => {
      await ground().world.lab.resetPassword('age-80', 'Ganz neu und gut 4711!')
      await until(
        () => ground().ways(name),
        ({ falling }) => falling.back === 1,
      )
      assert.equal(await isExpired('age-80'), false)
      assert.equal(await rules('age-80'), undefined)
      const { counts } = await ground().at.status(name)
      assert.equal(
        counts.reduce((sum, { back }) => sum + back, 0),
        1,
      )
    })

    test('and nothing of it is left when the campaign is over, though the server is killed', async () => {
      assert.notEqual(await left(), 'none')
      assert.equal((await ground().at.keyturn('cancel', name)).code, 0)
      await ground().world.server.kill()
      await ground().world.server.start()
      await until(left, (now) => now === 'none')
      const { falling } = await until(
        () => ground().ways(name),
        (now) => now.falling.psos.every((one) => one.now === 'removed'),
      )
      assert.equal(falling.psos.length, 2)
      assert.equal((await rules('age-30'))?.cn, 'strict')
      assert.equal(await isExpired('age-40'), false)
    })

    async function domainRules() {
      const value = async (attribute: string) =>
        Number(await ground().dc1().attribute('(objectClass=domainDNS)', attribute))
      return [await value('minPwdLength'), await value('pwdHistoryLength')]
    }
  })
}

/** FILETIME. */
const ticksAgo = (ms: number) => BigInt(Date.now() - ms) * 10_000n + 116_444_736_000_000_000n

/** Of the partitions' files, that of the domain itself. */
function domainFile(files: string): string {
  return (
    files.split('\n').find((file) => /\/DC(=|%3D)CORP,DC(=|%3D)EXAMPLE\.ldb$/i.test(file)) ??
    assert.fail(files)
  )
}
