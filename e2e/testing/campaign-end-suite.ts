/** How a mass reset ends: a deadline that is enforced once, exemptions that end, and a proof of everybody frozen. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { campaignVerified, type CampaignStatus, type CampaignVerdict } from '@keyturn/contract'
import type { LabPerson } from '@keyturn/lab'
import type { Enrolled, World } from '../world/index.ts'
import { inState, onDc, planOf, type campaignsAt } from './campaigns.ts'
import { nextSecond } from './clock.ts'

export interface CampaignWorld {
  readonly world: () => World
  readonly at: () => ReturnType<typeof campaignsAt>
  readonly operators: () => readonly [Enrolled, Enrolled]
}

/** What AD's own wizard calls "Read and write Account restrictions", of this one attribute, over users. */
const mayDisable = '(OA;CIIO;RPWP;bf967a68-0de6-11d0-a285-00aa003049e2;bf967aba-0de6-11d0-a285-00aa003049e2;'
const kills = 4
const fresh = 'Ganz neu und ihr eigenes 42!'

export function campaignEnds({ world, at, operators }: CampaignWorld) {
  /** After everybody was made: who is made since is another question. */
  let t0: Date
  async function start(name: string, scope: readonly string[], deadline: string): Promise<void> {
    await at().draft(planOf(name, t0, scope, deadline))
    assert.equal((await at().keyturn('simulate', name)).code, 0)
    for (const who of operators()) assert.ok((await at().approve(who, name)).approved)
    const started = await at().keyturn('start', name, '--people-first')
    assert.equal(started.code, 0, started.text)
  }

  /** As if everybody had been written a week ago. */
  const aWeekLater = (name: string) =>
    at().sql(`
      update campaigns.targets t set written_at = written_at - interval '7 days', due = due - 7
      from campaigns.campaigns c where c."freeze" = t."freeze" and c.name = '${name}'`)

  async function verify(name: string) {
    await world().lab.replicate('dc1', 'dc2')
    const { code, text } = await at().keyturn('verify', name, '--json')
    const found = campaignVerified.parse(JSON.parse(text.split('\n')[0] ?? ''))
    assert.ok(found.ok)
    const named = (verdict: CampaignVerdict) =>
      found.named.filter((one) => one.verdict === verdict).map((one) => one.name)
    return { ...found, code, namedAs: named, kept: found.kept ?? assert.fail('it is not kept') }
  }

  const enforced = (now: CampaignStatus) => inState(now, 'enforced')

  suite('a mass reset ends', () => {
    const name = 'ending'
    let people: readonly LabPerson[]
    const one = (i: number) => people[i] ?? assert.fail(`no person ${i}`)
    const ldif = (text: string) => world().lab.dc('dc1').ldb('ldbmodify', text)
    const set = (who: LabPerson, attribute: string, value: string) =>
      ldif(`dn: ${who.dn}\nchangetype: modify\nreplace: ${attribute}\n${attribute}: ${value}\n`)

    before(async () => {
      people = await world().lab.createPeople([
        ...Array.from({ length: 5 }, (_, i) => ({
          sAMAccountName: `end-${i}`,
          mail: `end-${i}@corp.example`,
        })),
        { sAMAccountName: 'rand-end' },
      ])
      await set(one(4), 'adminCount', '1')
      t0 = await nextSecond()
      await start(
        name,
        ['(|(sAMAccountName=end-*)(sAMAccountName=rand-end))'],
        'deadline: { afterDays: 1, enforce: disable }\nnotices: { at: true }',
      )
      await at().until(name, (now) => inState(now, 'written') === 5)
    })

    test('with nobody left behind: who was signed off and not done is told by name, who moved out is looked at', async () => {
      const signed = await at().keyturn('sign-off', name, one(4).sAMAccountName)
      assert.equal(signed.code, 0, signed.text)
      await world().lab.resetPassword(one(0).sAMAccountName, fresh)
      await set(one(1), 'sAMAccountName', 'out-of-scope')
      const until = ['--owner', 'ada', '--reason', 'in surgery', '--until', '2099-01-01']
      assert.equal((await at().keyturn('exempt', name, one(2).sAMAccountName, ...until)).code, 0)
      await at().until(name, (now) => now.state === 'verifying')
      const found = await verify(name)
      assert.equal(found.code, 1)
      assert.deepEqual(
        found.named.filter(({ signedOffBy }) => signedOffBy !== null).map((who) => [who.name, who.verdict]),
        [['end-4', 'missed']],
      )
      assert.deepEqual(found.namedAs('must-change').toSorted(), ['end-1', 'end-3'])
      assert.equal(found.sums.exempt, 1)
      // Hers is a random password and proves itself; whether she has come is for the deadline.
      assert.deepEqual(found.kept, { state: 'verifying', left: 3, awaited: 3 })
      const { text } = await at().keyturn('verify', name)
      assert.match(text, /missed +end-4 .*signed off by root, and NOT done/)
      assert.equal(inState(await at().status(name), 'verified'), 1)
      // And she was told by mail, once, in words that say what to do.
      const mail = await world()
        .lab.mail()
        .arrival(one(3).mail ?? assert.fail(), 1, 200_000)
      assert.equal(mail.subject, 'You need a new password now')
      assert.match(mail.text, /log off, and log on again/)
    })

    test('and an exemption too: the day after it she is as open as before, and it is told', async () => {
      await at().sql(
        "update campaigns.targets set until = '2026-01-01' where state = 'exempt' and owner = 'ada'",
      )
      const found = await verify(name)
      assert.deepEqual(found.namedAs('must-change').toSorted(), ['end-1', 'end-2', 'end-3'])
      const status = await at().status(name)
      assert.deepEqual(status.exemptions, [
        { name: 'end-2', owner: 'ada', until: '2026-01-01', isOver: true },
      ])
      assert.match((await at().keyturn('status', name)).text, /EXEMPTION OVER end-2: ada answered for it/)
      const entries = await world().audit()
      assert.equal(entries.filter(({ type }) => type === 'campaign.exemption-over').length, 1)
    })

    test('at the deadline who has not come is disabled; without the right to do so it is said, and tried again', async () => {
      await aWeekLater(name)
      await at().wake(name)
      const failed = await at().until(name, (now) => inState(now, 'failed') === 4)
      assert.match(
        (await at().keyturn('status', name)).text,
        /FAILED 4: the domain controller or Entra ID refused/,
      )
      assert.equal(inState(failed, 'verified'), 1, 'she who came in time is left alone')
      const { peopleDn, serviceAccount } = world().lab.domain
      const sid = await world()
        .lab.dc('dc1')
        .attribute(`(userPrincipalName=${serviceAccount.upn})`, 'objectSid')
      for (const dc of ['dc1', 'dc2'] as const) {
        await world()
          .lab.dc(dc)
          .samba('dsacl', 'set', `--objectdn=${peopleDn}`, `--sddl=${mayDisable}${sid ?? assert.fail()})`)
      }
      await at().wake(name)
      await at().until(name, (now) => enforced(now) === 4)
      const control = await onDc(
        world(),
        '(|(sAMAccountName=end-*)(sAMAccountName=out-of-scope)(sAMAccountName=rand-end))',
      )
      const isOff = (who: string) => (Number(control.get(who)?.userAccountControl) & 2) === 2
      assert.deepEqual(['end-0', 'out-of-scope', 'end-2', 'end-3', 'end-4', 'rand-end'].map(isOff), [
        false,
        true,
        true,
        true,
        false,
        true,
      ])
      const entries = await world().audit()
      const disabled = entries.filter(({ type, outcome }) => type === 'account.disabling' && outcome === 'ok')
      assert.equal(new Set(disabled.map(({ account }) => account?.id)).size, 4)
      assert.equal(disabled.length, 4)
    })

    test('and is closed by what is read, not by what is said; its pack is checked by whoever has the key', async () => {
      await at().until(name, (now) => now.state === 'verifying')
      assert.equal((await verify(name)).kept.state, 'verifying')
      await world().lab.resetPassword('end-4', fresh)
      await world().lab.replicate('dc1', 'dc2')
      const { text } = await at().keyturn('verify', name)
      assert.match(text, /ending is closed/)
      const state = (await at().status(name)).state
      assert.equal(state, 'closed', text)
      const pack = join(world().server.stateFolder, 'ending-pack')
      const made = await at().keyturn('evidence', name, '--to', pack)
      assert.equal(made.code, 0, made.text)
      const checked = await at().keyturn('verify-pack', pack, '--key', join(pack, 'audit.pub'))
      assert.equal(checked.code, 0, checked.text)
      assert.equal((await world().audit()).filter(({ type }) => type === 'campaign.closed').length, 1)
    })
  })

  suite('a deadline that makes passwords void', () => {
    const name = 'voiding'
    const count = 60

    test('does so once to each, though the server is killed again and again, and sees who comes back', async () => {
      const people = await world().lab.createPeople(
        Array.from({ length: count }, (_, i) => ({ sAMAccountName: `void-${i}` })),
      )
      t0 = await nextSecond()
      await start(name, ['(sAMAccountName=void-*)'], 'deadline: { afterDays: 1, enforce: random-reset }')
      await at().until(name, (now) => now.state === 'verifying')
      // On the other DC, of which the one that writes has not heard.
      {
        await using _ = await world().lab.pauseReplication()
        const [elsewhere] = people
        const utf16 = Buffer.from(`"${fresh}"`, 'utf16le').toString('base64')
        await world().lab.replicate('dc1', 'dc2')
        await world().lab.replicate('dc2', 'dc1')
        await world()
          .lab.dc('dc2')
          .ldb(
            'ldbmodify',
            `dn: ${elsewhere?.dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${utf16}\n`,
          )
        const earlier = await onDc(world(), '(sAMAccountName=void-*)')
        await aWeekLater(name)
        await at().wake(name)
        for (let i = 0; i < kills; i++) {
          await sleep(100 + Math.random() * 1_000)
          await world().server.kill()
          await world().server.start()
        }
        const done = await at().until(name, (now) => enforced(now) === count - 1)
        assert.equal(inState(done, 'written'), 1, 'she who had come')
        await world().lab.replicate('dc2', 'dc1')
        const now = await onDc(world(), '(sAMAccountName=void-*)')
        for (const { sAMAccountName: who } of people) {
          assert.equal(now.get(who)?.key, (earlier.get(who)?.key ?? 0) + 1, who)
        }
        assert.ok(elsewhere && (await world().letsIn(elsewhere, fresh)), 'her own is the one that is there')
      }
      await world().lab.resetPassword('void-1', fresh)
      const isBack = (now: CampaignStatus) =>
        now.counts.some((one) => one.state === 'enforced' && one.back === 1)
      await at().wake(name)
      await at().until(name, isBack)
    })
  })
}
