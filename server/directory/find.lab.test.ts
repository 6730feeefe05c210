import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { guidInFilter, sidFromText } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'
import { aSite, type Site } from './testing.ts'

let site: Site
before(async () => void (site = await aSite()))
after(() => site[Symbol.asyncDispose]())

const nameOf = async (identifier: string) => {
  const found = await site.directory.find(identifier)
  return found.found ? found.account.sAMAccountName : found.why
}

suite('finding a person', () => {
  test('by every name she may type, in any case', async () => {
    const names = ['alice', 'ALICE', 'CORP\\alice', 'corp.example\\Alice', 'alice@corp.example', ' alice ']
    for (const name of names) assert.equal(await nameOf(name), 'alice', name)
  })

  test('by names that are full of LDAP metacharacters', async () => {
    assert.equal(await nameOf("o'brien(jr)"), "o'brien(jr)")
    assert.equal(await nameOf('smith.obrien@corp.example'), "o'brien(jr)")
    const { dn, displayName } = await site.account("CORP\\o'brien(jr)")
    assert.match(dn, /^CN=Smith \(Jr\*\)/)
    assert.equal(displayName, "Smith (Jr*)\\, O'Brien")
  })

  test('never by a name that is syntax', async () => {
    const attacks = [
      '*',
      'ali*',
      '*)(uid=*',
      'alice)(|(cn=*',
      'alice\\2a',
      '(sAMAccountName=alice)',
      '\\61lice',
      'alice@*',
      '*@corp.example',
      'alice\0',
      'alice)(&)',
      'CN=Alice Becker,OU=Berlin,OU=People,DC=corp,DC=example',
    ]
    for (const attack of attacks) assert.equal(await nameOf(attack), 'unknown', JSON.stringify(attack))
  })

  test('with a name beyond ASCII', async () => {
    assert.equal((await site.account('zoe')).displayName, 'Zoë Müller')
    assert.equal((await site.account('tanaka')).displayName, '田中 太郎')
    assert.equal((await site.account('lukasz')).displayName, 'Łukasz Wójcik')
  })

  test('a mail address of two people names neither', async () => {
    const found = await site.directory.find('pat.kim@corp.example')
    assert.deepEqual(found, { found: false, why: 'ambiguous' })
    assert.equal(await nameOf('pat.kim2'), 'pat.kim2')
  })

  test('a computer, a group and a name of another domain are nobody', async () => {
    for (const name of ['DC1$', 'Domain Admins', 'OTHER\\alice', 'alice@other.example', '']) {
      assert.equal(await nameOf(name), 'unknown', name)
    }
  })

  test('tells disabled, expired, locked and must-change accounts', async () => {
    assert.equal((await site.account('dina')).disabled, true)
    assert.equal((await site.account('tom')).expired, true)
    assert.equal((await site.account('louis')).locked, true)
    const mona = await site.account('mona')
    assert.equal(mona.mustChange, true)
    assert.equal(mona.pwdLastSet, null)
    assert.equal((await site.account('erik')).mustChange, true)
    const { disabled, expired, locked, mustChange, pwdLastSet, mail } = await site.account('mute')
    assert.deepEqual([disabled, expired, locked, mustChange, mail], [false, false, false, false, null])
    assert.ok(pwdLastSet !== null)
  })

  test('again by her GUID and her SID, also after she married and moved', async () => {
    const [person] = await site.lab.createPeople([{ sAMAccountName: 'bride', sn: 'Before' }])
    const { id, sid } = await site.account('bride')
    const dn = person.dn.replace(/^CN=[^,]+/, 'CN=New Name').replace('OU=Berlin', 'OU=Lisboa')
    const [rdn, ...parent] = dn.split(',')
    await site.lab
      .dc('dc1')
      .ldb(
        'ldbmodify',
        `dn: ${person.dn}\nchangetype: modrdn\nnewrdn: ${rdn}\ndeleteoldrdn: 1\nnewsuperior: ${parent.join(',')}\n`,
      )
    assert.equal((await site.directory.read(id))?.dn, dn)
    assert.equal((await site.directory.readBySid(sid))?.id, id)
  })

  test('who is gone is undefined', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000' as AccountId
    assert.equal(await site.directory.read(nobody), undefined)
    assert.equal(await site.directory.readBySid(sidFromText('S-1-5-21-1-2-3-4') ?? assert.fail()), undefined)
  })

  test('an id that is none is refused before it becomes part of a DN', async () => {
    const attack = 'x>,<GUID=y' as AccountId
    await assert.rejects(site.directory.read(attack), { name: 'Fault', code: 'directory.refused' })
  })
})

suite('groups and policies', () => {
  test('nested groups count', async () => {
    const { id } = await site.account('carol')
    const groups = await site.directory.groupsOf(id)
    const [helpDesk, it, finance] = await Promise.all(
      ['Help Desk', 'CORP\\IT', `CN=Finance,OU=Groups,${site.lab.domain.baseDn}`].map((name) =>
        site.directory.groupSid(name),
      ),
    )
    assert.ok(helpDesk !== undefined && it !== undefined && finance !== undefined)
    assert.ok(groups.has(helpDesk) && groups.has(it))
    assert.ok(!groups.has(finance))
    assert.equal(await site.directory.groupSid('No Such Group*'), undefined)
    assert.equal(await site.directory.groupSid('alice'), undefined)
  })

  test('the domain’s policy is what the DC applies', async () => {
    const { id } = await site.account('alice')
    assert.deepEqual(await site.directory.policyFor(id), {
      source: 'domain',
      minLength: 10,
      complexity: true,
      history: 5,
      minAgeDays: 1,
      maxAgeDays: 90,
      lockoutThreshold: 10,
      forbiddenWords: ['alice', 'Alice', 'Becker'],
    })
  })

  test('a PSO by a nested group takes its place', async () => {
    const { id } = await site.account('dora')
    const { source, minLength, history, lockoutThreshold, maxAgeDays } = await site.directory.policyFor(id)
    assert.deepEqual([source, minLength, history, lockoutThreshold, maxAgeDays], ['pso', 14, 10, 5, 60])
  })
})

suite('protected accounts', () => {
  test('are administrators, krbtgt, Administrator and the service account itself', async () => {
    for (const name of ['ada', 'Administrator', 'krbtgt', 'Guest', 'svc-keyturn']) {
      assert.equal((await site.account(name)).isProtected, true, name)
    }
    for (const name of ['alice', 'carol', 'dora']) {
      assert.equal((await site.account(name)).isProtected, false, name)
    }
  })

  test('are members of a configured group as well, by a group within it', async () => {
    for (const name of ['Finance', `CN=Finance,OU=Groups,${site.lab.domain.baseDn}`, 'CORP\\Finance']) {
      await using careful = site.connect({ protectedGroups: [name] })
      const found = await careful.find('dora')
      assert.equal(found.found && found.account.isProtected, true, name)
    }
  })

  test('a configured group that does not exist protects nobody, so nothing is answered', async () => {
    await using careful = site.connect({ protectedGroups: ['Finanze'] })
    await assert.rejects(careful.find('dora'), { code: 'config.invalid', message: /Finanze/ })
  })

  test('an administrator of today is protected, adminCount or not', async () => {
    await site.lab.createPeople([{ sAMAccountName: 'risen' }])
    await site.lab.dc('dc1').samba('group', 'addmembers', 'Account Operators', 'risen')
    assert.equal((await site.account('risen')).isProtected, true)
  })
})

suite('a filter of a mass reset', () => {
  async function found(filter: string): Promise<readonly string[]> {
    const names: string[] = []
    const wish = { groups: [], attributes: [] }
    for await (const some of site.directory.census.principals({ in: 'filter', filter }, wish))
      names.push(...some.map(({ sAMAccountName }) => sAMAccountName))
    return names.toSorted()
  }

  test('asks for the bytes that are escaped in it, of letters and of an objectGUID', async () => {
    const { id } = await site.account('alice')
    assert.deepEqual(await found(`(objectGUID=${guidInFilter(id)})`), ['alice'])
    const people = await found('(givenName=Noémie)')
    assert.ok(people.length > 0)
    assert.deepEqual(await found('(givenName=No\\c3\\a9mie)'), people)
    assert.deepEqual(await found('(givenName=No\\c3\\a9m*)'), people)
  })
})
