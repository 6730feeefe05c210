import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'
import type { Account, CardMapping } from '../directory.ts'
import { aSite, type Site } from '../testing.ts'

let site: Site
before(async () => void (site = await aSite()))
after(() => site[Symbol.asyncDispose]())

const dc = () => site.lab.dc('dc1')
const modify = (dn: string, ...lines: readonly string[]) =>
  dc().ldb('ldbmodify', `${[`dn: ${dn}`, 'changetype: modify', ...lines].join('\n')}\n`)
const set = (dn: string, attribute: string, ...values: readonly string[]) =>
  modify(dn, `replace: ${attribute}`, ...values.map((value) => `${attribute}: ${value}`))
const group = async (name: string) => (await site.directory.groupSid(name)) ?? assert.fail(name)
const namesOf = async (pages: AsyncIterable<readonly { readonly account: Account }[]>) => {
  const names: string[] = []
  for await (const page of pages) names.push(...page.map(({ account }) => account.sAMAccountName))
  return names.toSorted()
}
const attribute = async (id: AccountId, name: string) =>
  (await site.directory.attributesOf(id, [name])).get(name) ?? assert.fail(name)

suite('what an account says of its person', () => {
  test('with the time of the last change, also when the number was taken away', async () => {
    const { id, dn } = await site.newcomer({ mobile: '+49 152 1' })
    const born = (await attribute(id, 'mobile')).changed ?? assert.fail('no time')
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await set(dn, 'otherMobile', '+49 152 2', '+49 152 3')
    await set(dn, 'mobile', '+49 999 666')
    const all = await site.directory.attributesOf(id, ['mobile', 'otherMobile', 'mail', 'pager'])
    assert.deepEqual(all.get('mobile')?.values, ['+49 999 666'])
    assert.deepEqual(all.get('otherMobile')?.values.toSorted(), ['+49 152 2', '+49 152 3'])
    assert.deepEqual(all.get('pager'), { values: [], changed: null })
    const changed = all.get('mobile')?.changed ?? assert.fail('no time')
    assert.ok(changed > born && Math.abs(changed.getTime() - Date.now()) < 60_000)
    assert.equal(all.get('mail')?.changed?.getTime(), born.getTime())
    await modify(dn, 'delete: mobile')
    const gone = await attribute(id, 'mobile')
    assert.deepEqual(gone.values, [])
    assert.ok(gone.changed !== null && gone.changed >= changed)
  })

  test('in the administrator’s spelling of the name', async () => {
    const { id } = await site.account('alice')
    assert.deepEqual((await attribute(id, 'MAIL')).values, ['alice@corp.example'])
    assert.ok((await attribute(id, 'MAIL')).changed !== null)
  })

  test('nothing for a name that is syntax, no attribute, or of somebody who is gone', async () => {
    const { id } = await site.account('alice')
    for (const name of ['mail;range=0-1', 'mail,mobile', '*', '', '1.1']) {
      await assert.rejects(site.directory.attributesOf(id, [name]), { code: 'config.invalid' })
    }
    assert.deepEqual(await attribute(id, 'noSuchThing'), { values: [], changed: null })
    const nobody = '00000000-0000-4000-8000-000000000000' as AccountId
    assert.deepEqual(await attribute(nobody, 'mail'), { values: [], changed: null })
  })

  test('a password is no attribute', async () => {
    const { id } = await site.account('alice')
    for (const name of ['unicodePwd', 'dBCSPwd', 'ntPwdHistory', 'supplementalCredentials']) {
      assert.deepEqual((await attribute(id, name)).values, [], name)
    }
  })
})

suite('a manager', () => {
  test('is found, also after she was renamed, and is told to be disabled', async () => {
    const boss = await site.newcomer({ sn: 'Boss', state: 'disabled' })
    const { id, dn } = await site.newcomer()
    assert.equal(await site.directory.managerOf(id), undefined)
    await set(dn, 'manager', boss.dn)
    await dc().ldb('ldbmodify', `dn: ${boss.dn}\nchangetype: modrdn\nnewrdn: CN=New Boss\ndeleteoldrdn: 1\n`)
    const manager = await site.directory.managerOf(id)
    assert.deepEqual([manager?.id, manager?.disabled], [boss.id, true])
    // Samba 4.17 keeps the stamp of a link to itself.
    assert.equal((await attribute(id, 'manager')).changed, null)
  })

  test('is not oneself, a group or a computer', async () => {
    const { id, dn } = await site.newcomer()
    const { baseDn } = site.lab.domain
    for (const other of [dn, `CN=Finance,OU=Groups,${baseDn}`, `CN=DC1,OU=Domain Controllers,${baseDn}`]) {
      await set(dn, 'manager', other)
      assert.equal(await site.directory.managerOf(id), undefined, other)
    }
  })
})

suite('many people at once', () => {
  test('everybody once, however small the pages, and no computer', async () => {
    const all = await namesOf(site.directory.peopleIn())
    assert.equal(new Set(all).size, all.length)
    assert.ok(all.length > 200 && all.includes('krbtgt') && all.includes("o'brien(jr)"))
    assert.ok(!all.some((name) => name.endsWith('$')))
    assert.deepEqual(await namesOf(site.directory.peopleIn(undefined, { pageSize: 7 })), all)
    const berlin = await namesOf(site.directory.peopleIn(`OU=Berlin,${site.lab.domain.peopleDn}`))
    assert.ok(berlin.includes('alice') && !berlin.includes('dora') && berlin.length < all.length)
    assert.deepEqual(await namesOf(site.directory.peopleIn(`OU=Nowhere,${site.lab.domain.peopleDn}`)), [])
  })

  test('are the same as one by one, with what else was asked', async () => {
    for await (const page of site.directory.peopleIn(`OU=Lisboa,${site.lab.domain.peopleDn}`, {
      attributes: ['mobile', 'otherMobile'],
    })) {
      for (const { account, attributes } of page) {
        if (!['mona', 'dina', 'tanaka'].includes(account.sAMAccountName)) continue
        assert.deepEqual(account, await site.directory.read(account.id))
        assert.match(attributes.get('mobile')?.[0] ?? '', /^\+49 152/)
        assert.deepEqual(attributes.get('otherMobile'), [])
      }
    }
  })

  test('who stops reading leaves nothing behind', async () => {
    for (let i = 0; i < 30; i++) {
      for await (const page of site.directory.peopleIn(undefined, { pageSize: 5 })) {
        assert.equal(page.length, 5)
        break
      }
    }
    assert.ok((await namesOf(site.directory.peopleIn(undefined, { pageSize: 50 }))).length > 200)
  })

  test('members are those of groups inside it, too, and nobody twice', async () => {
    const members = await namesOf(site.directory.membersOf(await group('Finance')))
    assert.ok(members.includes('dora') && !members.includes('alice'))
    assert.equal(new Set(members).size, members.length)
    const ids = await site.directory.memberIds(await group('Finance'))
    assert.equal(ids.size, members.length)
    assert.ok(ids.has((await site.account('dora')).id))
  })

  test('members by their primary group, and of groups in a circle', async () => {
    const everybody = await site.directory.memberIds(await group('Domain Users'))
    assert.ok(everybody.size > 200 && everybody.has((await site.account('alice')).id))
    for (const name of ['Ring A', 'Ring B']) await dc().samba('group', 'add', name)
    await dc().samba('group', 'addmembers', 'Ring A', 'Ring B,alice')
    await dc().samba('group', 'addmembers', 'Ring B', 'Ring A,bob,alice')
    assert.deepEqual(await namesOf(site.directory.membersOf(await group('Ring A'))), ['alice', 'bob'])
    assert.deepEqual(await namesOf(site.directory.membersOf(await group('Ring B'))), ['alice', 'bob'])
  })

  test('each of them has that group in groupsOf, and nobody else has', async () => {
    const it = await group('IT')
    const ids = await site.directory.memberIds(it)
    assert.ok(ids.size > 0)
    for (const name of ['carol', 'alice', 'bob', 'dora', 'ada']) {
      const { id } = await site.account(name)
      assert.equal((await site.directory.groupsOf(id)).has(it), ids.has(id), name)
    }
  })

  test('a SID that is no group has none', async () => {
    const { sid } = await site.account('alice')
    assert.equal((await site.directory.memberIds(sid)).size, 0)
    assert.equal((await site.directory.memberIds('S-1-x)(objectClass=*' as Sid)).size, 0)
  })
})

suite('what was bound to an account', () => {
  const lives = async (id: AccountId) => (await site.directory.existing([id])).has(id)

  test('of many ids those that are there are told', async () => {
    const ids: AccountId[] = []
    for await (const page of site.directory.peopleIn()) ids.push(...page.map(({ account }) => account.id))
    const strangers = [...ids.keys()].map(
      (i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}` as AccountId,
    )
    const found = await site.directory.existing([...strangers, ...ids, '*' as AccountId])
    assert.deepEqual([...found].toSorted(), ids.toSorted())
    assert.equal((await site.directory.existing([])).size, 0)
  })

  test('stays hers when she is renamed and moved', async () => {
    const { id, sid, dn } = await site.newcomer({ sn: 'Unmarried' })
    await dc().ldb(
      'ldbmodify',
      `dn: ${dn}\nchangetype: modrdn\nnewrdn: CN=Married\ndeleteoldrdn: 1\nnewsuperior: OU=Lisboa,${site.lab.domain.peopleDn}\n`,
    )
    assert.ok(await lives(id))
    assert.equal((await site.directory.read(id))?.sid, sid)
    assert.match((await site.directory.read(id))?.dn ?? '', /^CN=Married,OU=Lisboa/)
  })

  test('is not for the one who gets her name after she was deleted', async () => {
    const first = await site.newcomer({ sAMAccountName: 'reused', sn: 'First' })
    await dc().samba('user', 'delete', 'reused')
    assert.ok(!(await lives(first.id)))
    assert.equal(await site.directory.read(first.id), undefined)
    const second = await site.newcomer({ sAMAccountName: 'reused', sn: 'First' })
    assert.notEqual(second.id, first.id)
    assert.notEqual(second.sid, first.sid)
    assert.deepEqual([await lives(first.id), await lives(second.id)], [false, true])
  })

  test('is hers again when she is restored', async () => {
    const { id, sid, dn, person } = await site.newcomer({ sn: 'Lazarus' })
    await dc().samba('user', 'delete', person.sAMAccountName)
    assert.ok(!(await lives(id)))
    assert.equal(await site.directory.readBySid(sid), undefined)
    await undelete(id, dn)
    assert.ok(await lives(id))
    const back = await site.directory.read(id)
    assert.deepEqual([back?.sid, back?.dn], [sid, dn])
  })
})

suite('whose card it is', () => {
  const issuer = 'X509:<I>DC=example,DC=corp,CN=Card CA<SR>'
  const found = async (mapping: CardMapping) => {
    const answer = await site.directory.findByCard(mapping)
    return answer.found ? answer.account.sAMAccountName : answer.why
  }

  test('by SID, by a value of altSecurityIdentities and by UPN', async () => {
    const { dn, sid, person } = await site.newcomer()
    const name = person.sAMAccountName
    await set(dn, 'altSecurityIdentities', `${issuer}0102`, 'Kerberos:someone@OTHER')
    assert.equal(await found({ by: 'sid', sid }), name)
    assert.equal(await found({ by: 'alt', values: ['X509:<SKI>00', `${issuer}0102`] }), name)
    assert.equal(await found({ by: 'upn', upn: `${name}@corp.example` }), name)
    assert.equal(await found({ by: 'upn', upn: name }), 'unknown')
  })

  test('never by a part of it, a pattern or syntax', async () => {
    const { dn } = await site.newcomer()
    await set(dn, 'altSecurityIdentities', `${issuer}0203`)
    for (const value of [
      issuer,
      `${issuer}*`,
      '*',
      `${issuer}020`,
      `${issuer}02\\30`,
      `${issuer}0203)(a=*`,
    ]) {
      assert.equal(await found({ by: 'alt', values: [value] }), 'unknown', value)
      assert.equal(await found({ by: 'upn', upn: value }), 'unknown', value)
    }
    assert.equal(await found({ by: 'sid', sid: 'S-1-5-*' as Sid }), 'unknown')
    assert.equal(await found({ by: 'alt', values: [] }), 'unknown')
  })

  test('a card that two accounts claim is nobody’s', async () => {
    const [one, two] = [await site.newcomer(), await site.newcomer()]
    await set(one.dn, 'altSecurityIdentities', `${issuer}0304`)
    await set(two.dn, 'altSecurityIdentities', `${issuer}0304`, `${issuer}0305`)
    assert.equal(await found({ by: 'alt', values: [`${issuer}0304`] }), 'ambiguous')
    await set(one.dn, 'altSecurityIdentities', 'X509:<SKI>0304')
    assert.equal(await found({ by: 'alt', values: [`${issuer}0305`, 'X509:<SKI>0304'] }), 'ambiguous')
  })

  test('a group or a computer has none', async () => {
    assert.equal(await found({ by: 'sid', sid: await group('Finance') }), 'unknown')
  })
})

/**
 * MS-ADTS 3.1.1.5.3.7: back in its place. From a tombstone, which has lost other attributes: Samba 4.17 can have the
 * recycle bin's feature switched on, but then refuses to restore (it deletes an `isRecycled` that is not there).
 */
async function undelete(id: AccountId, dn: string): Promise<void> {
  const ldif = `dn: <GUID=${id}>\nchangetype: modify\ndelete: isDeleted\n-\nreplace: distinguishedName\ndistinguishedName: ${dn}\n`
  const sam = '/var/lib/samba/private/sam.ldb'
  await dc().host.must(['ldbmodify', '-H', sam, '--controls=show_deleted:1'], { input: ldif })
}
