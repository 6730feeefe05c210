import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { until, type Ground } from './ground.ts'

export function ownersSuite(ground: () => Ground): void {
  suite('service accounts', () => {
    const name = 'services'
    const web = 'svc-web'
    const old = 'Old-Meadow-2026'
    const text = () => `
  campaign: ${name}
  trigger: credentials-in-code
  t0: ${new Date(Date.now() - 1_000).toISOString()}
  operators: [op-carol, op-otto]
  scope: [{ filter: "(sAMAccountName=svc-w*)" }]
  segments: [{ segment: service, name: svc-* }]
  service: { until: 2099-01-31 }
  waves: { start: 2026-11-30 }
  helpDesk: { agents: 3 }
  `
    const key = async () =>
      Number(await ground().dc1().attribute(`(sAMAccountName=${web})`, 'msDS-KeyVersionNumber'))
    const letsIn = (password: string) =>
      ground().world.letsIn(
        { ...ground().otto.person, upn: `${web}@${ground().world.lab.domain.dnsDomain}` },
        password,
      )

    before(async () => {
      const user = (cn: string, ...more: readonly string[]) =>
        [
          `dn: CN=${cn},${ground().world.lab.domain.peopleDn}`,
          'changetype: add',
          'objectClass: user',
          `sAMAccountName: ${cn}`,
          'userAccountControl: 512',
          `unicodePwd:: ${Buffer.from(`"${old}"`, 'utf16le').toString('base64')}`,
          ...more,
          '',
          '',
        ].join('\n')
      const names = ['servicePrincipalName: HTTP/web.corp.example:8443', 'servicePrincipalName: HTTP/web']
      await ground()
        .dc1()
        .ldb('ldbmodify', user(web, ...names, `manager: ${ground().otto.person.dn}`) + user('svc-wild'))
      await sleep(1_100)
    })

    const atTerminal = (...args: readonly string[]) => ground().at.atTerminal(...args)

    test('are told to their owners, with where they run and what to do, and nothing secret', async () => {
      await ground().at.draft(text())
      assert.match((await atTerminal('rotate', name, web)).text, /NOT ROTATED svc-web: the campaign is draft/)
      await ground().approved(text())
      const sheets = await ground().at.keyturn('owners', name)
      assert.match(sheets.text, /== svc-web ==\nowner +CN=.*\nto be done by 2099-01-31\n/)
      assert.match(sheets.text, /on +web, web\.corp\.example\n/)
      assert.match(sheets.text, /== svc-wild ==\nowner +NOBODY IS NAMED/)
      const told = await ground().at.keyturn('owners', name, '--mail')
      assert.equal(told.code, 1)
      assert.match(told.text, /1 owner\(s\) are told by mail[^]*nobody to tell for svc-wild/)
      const address =
        (await ground().dc1().attribute('(sAMAccountName=op-otto)', 'mail')) ?? assert.fail('no mailbox')
      const mails = () => ground().world.lab.mail().inbox(address)
      const all = await until(mails, (some) =>
        some.some((one) => one.subject.startsWith('A service account')),
      )
      const mail = all.find((one) => one.subject.startsWith('A service account'))
      assert.match(mail?.text ?? '', /Account: svc-web[^]*HTTP\/web\.corp\.example:8443[^]*in person/)
      assert.doesNotMatch(mail?.text ?? '', /https?:\/\/(?!web)/)
    })

    test('get a new password that is shown once, at a terminal and nowhere else', async () => {
      const before = await key()
      const piped = await ground().at.keyturn('rotate', name, web)
      assert.equal(piped.code, 2)
      assert.match(piped.text, /shown at a terminal only/)
      assert.equal(await key(), before)
      const again = await atTerminal('rotate', name, web)
      assert.equal(again.code, 0, again.text)
      const password = /^ {2}(\S{40,})\r?$/m.exec(again.text)?.[1] ?? assert.fail(again.text)
      assert.equal(await key(), before + 1)
      assert.equal(await letsIn(password), true)
      assert.match(
        (await atTerminal('rotate', name, web)).text,
        /NOT ROTATED svc-web: it has a new password since/,
      )
      assert.match(
        (await atTerminal('rotate', name, 'op-otto')).text,
        /it is no service account of this campaign/,
      )
      assert.equal(await key(), before + 1)
      const kept = await ground()
        .world.lab.host('server')
        .run(['grep', '-rlF', '-e', password, ground().world.server.stateFolder])
      assert.equal(kept.stdout, '')
      assert.ok(!(await ground().world.server.log()).includes(password))
      assert.ok(!JSON.stringify(await ground().world.audit()).includes(password))
    })

    test('come before people, and are done when somebody signed it off', async () => {
      const first = await ground().at.keyturn('start', name)
      assert.equal(first.code, 1)
      assert.match(first.text, /2 privileged and service accounts are still to be done/)
      const sheet = await ground().at.keyturn('gmsa-sheet', name)
      assert.match(sheet.text, /== svc-web ==\ngMSA candidate[^]*New-ADServiceAccount -Name 'svc-web-gmsa'/)
      const [head, ...lines] = (await ground().at.keyturn('gmsa-sheet', name, '--csv')).text
        .trim()
        .split('\n')
      assert.match(head ?? '', /^account,gmsa,reason,owner,servicePrincipalNames,hosts,/)
      assert.equal(lines.length, 2)
      assert.equal((await ground().at.keyturn('sign-off', name, web)).code, 0)
      assert.match((await atTerminal('rotate', name, web)).text, /NOT ROTATED svc-web: it is written/)
      assert.equal((await ground().at.keyturn('sign-off', name, 'svc-wild')).code, 0)
      assert.equal((await ground().at.keyturn('start', name)).code, 0)
    })
  })
}
