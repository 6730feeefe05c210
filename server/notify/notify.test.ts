import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { everyMailbox, isMailbox, maskAddress } from './addresses.ts'
import { composeMessage } from './message.ts'
import { languages } from './words/languages.ts'

const notice = {
  kind: 'password-reset',
  name: 'Zoë Müller',
  at: new Date('2026-11-21T08:05:09Z'),
  address: '203.0.113.7',
  language: 'en',
} as const

suite('what a notice says', () => {
  test('is what happened, when, from where, and whom to call', () => {
    const { subject, text } = composeMessage(notice, '+49 30 1234, room 5')
    assert.equal(subject, 'Your password was reset')
    assert.match(text, /^Hello Zoë Müller,\n/)
    assert.match(text, /When: November 21, 2026 at 8:05:09 AM UTC\nFrom the address: 203\.0\.113\.7\n/)
    assert.match(text, /call at once: \+49 30 1234, room 5\n/)
  })

  test('comes in the person’s language, in English where there are no words for it', () => {
    assert.equal(
      composeMessage({ ...notice, language: 'de-AT' }, '1').subject,
      'Ihr Passwort wurde zurückgesetzt',
    )
    assert.match(
      composeMessage({ ...notice, language: 'DE' }, '1').text,
      /Wann: 21\. November 2026 um 08:05:09 UTC/,
    )
    for (const language of ['fr', '', 'x', 'constructor', '__proto__', 'de\r\nBcc: x']) {
      const message = composeMessage({ ...notice, language }, '1')
      assert.equal(message.language, 'en')
    }
  })

  test('has words for every notice in every language, each its own', () => {
    const all = Object.values(languages).flatMap(({ notices }) => Object.values(notices))
    assert.ok(all.length >= 2 * 7)
    assert.equal(new Set(all.map(({ subject }) => subject)).size, all.length)
    assert.equal(new Set(all.map(({ happened }) => happened)).size, all.length)
  })

  test('says how to stop it, in her language, where there is a way; and never by a link that holds the code', () => {
    const stop = { page: 'https://portal.corp.example/not-me', code: '7K3M-Q0ZD-9XWE-4T2H' }
    for (const language of Object.keys(languages)) {
      const { text } = composeMessage({ ...notice, language }, '1', stop)
      assert.ok(text.includes(stop.page) && text.includes(stop.code), language)
      assert.ok(!/https:\S*7K3M/.test(text), language)
      assert.ok(!composeMessage({ ...notice, language }, '1').text.includes('not-me'))
    }
  })

  test('of a mass reset it says what to do and until when, and no link does anything by itself', () => {
    const campaign = {
      way: 'random-reset',
      day: '2026-12-07',
      enforce: 'disable',
      page: 'https://reset.corp.example',
      enrolAt: 'https://reset.corp.example/me',
    } as const
    for (const kind of ['campaign-before', 'campaign-at', 'campaign-after'] as const) {
      for (const language of Object.keys(languages)) {
        const { text } = composeMessage({ ...notice, kind, language, campaign }, 'telephone 4711')
        assert.ok(text.includes('telephone 4711') && text.includes('reset.corp.example/me'))
        const links = text.match(/https:\S+/g) ?? []
        assert.ok(
          links.every((link) => /^https:\/\/reset\.corp\.example(\/me)?:?$/.test(link)),
          links.join(' '),
        )
      }
    }
    const after = { ...notice, kind: 'campaign-after', campaign } as const
    assert.match(
      composeMessage(after, '1').text,
      /until the end of Monday, December 7, 2026\.\n\nAfter that your account is disabled/,
    )
    assert.match(
      composeMessage({ ...after, campaign: { ...campaign, way: 'must-change' } }, '1').text,
      /log off, and log on again/,
    )
  })

  test('of a mass reset while self-service is closed it has no address, and says how one gets a password in person', () => {
    for (const way of ['random-reset', 'must-change'] as const) {
      const campaign = { way, day: '2026-12-07', enforce: 'disable', page: null, enrolAt: null } as const
      for (const kind of ['campaign-before', 'campaign-at', 'campaign-after'] as const) {
        for (const language of Object.keys(languages)) {
          const { text } = composeMessage({ ...notice, kind, language, campaign }, 'telephone 4711')
          assert.doesNotMatch(text, /https?:|null|undefined/)
          assert.ok(text.includes('telephone 4711'))
          if (way === 'random-reset') assert.match(text, /identity card|Ausweis/)
          else assert.match(text, /your computer|it asks|Ihr Computer/)
        }
      }
    }
  })

  test('keeps a name with line breaks on its line', () => {
    const name = 'Eve\r\n\r\nCall 555 at once\u2028\u0000!'
    assert.match(composeMessage({ ...notice, name }, '1').text, /^Hello Eve Call 555 at once !,\n\n/)
  })
})

suite('a reminder that a password expires', () => {
  const reminder = {
    ...notice,
    kind: 'password-expires',
    expiry: { day: '2026-12-05', days: 14, page: 'https://reset.corp.example/change' },
  } as const

  test('says the day, how soon that is, and where to change it, and nothing of an attack', () => {
    const { subject, text } = composeMessage(reminder, '+49 30 1234')
    assert.equal(subject, 'Your password expires soon')
    assert.match(text, /It expires on Saturday, December 5, 2026: in 14 days\./)
    assert.match(text, /https:\/\/reset\.corp\.example\/change\n/)
    assert.doesNotMatch(text, /203\.0\.113\.7|was not you/)
  })

  test('counts as people do, in their language', () => {
    const soon = (days: number, language: string) =>
      composeMessage({ ...reminder, language, expiry: { ...reminder.expiry, days } }, '1').text
    assert.match(soon(1, 'en'), /: tomorrow\./)
    assert.match(soon(0, 'en'), /It expires today/)
    assert.match(soon(1, 'de'), /Samstag, 5\. Dezember 2026 ab: morgen\./)
    assert.match(soon(0, 'de-AT'), /läuft heute ab/)
  })
})

suite('a mail address from the directory', () => {
  test('is used when it is one mailbox', () => {
    for (const address of [
      'alice@corp.example',
      'o’b@x'.replace('’', "'"),
      'a.b+c@localhost',
      'zoë@müller.example',
    ]) {
      assert.ok(isMailbox(address), address)
    }
  })

  test('is not used when it could be more than one mailbox, or a header', () => {
    const bad = [
      '',
      'alice',
      '@corp.example',
      'alice@',
      'alice@corp..example',
      'a@corp.example, mallory@evil.example',
      'a@corp.example;b@corp.example',
      'Mallory <m@evil.example>',
      '"a\\r\\nBcc: m@evil.example"@corp.example',
      'a@corp.example\r\nBcc: m@evil.example',
      'a@corp.example\nRCPT TO:<m@evil.example>',
      'a@b@corp.example',
      'a @corp.example',
      `${'a'.repeat(250)}@corp.example`,
    ]
    for (const address of bad) assert.ok(!isMailbox(address), JSON.stringify(address))
  })

  test('is used once, however it is spelled, and of many that are listed not more than twenty', () => {
    const listed = [
      'SMTP:Alice@corp.example',
      'smtp:a.ames@corp.example',
      'X500:/o=Corp/cn=alice',
      'sip:a@corp.example',
    ]
    assert.deepEqual(everyMailbox(['alice@corp.example', ' alice@home.example '], listed), [
      'alice@corp.example',
      'alice@home.example',
      'a.ames@corp.example',
    ])
    const many = Array.from({ length: 500 }, (_, i) => `m${i}@evil.example`)
    const all = everyMailbox(['alice@corp.example', 'alice@home.example'], many)
    assert.equal(all.length, 22)
    assert.deepEqual(all.slice(0, 2), ['alice@corp.example', 'alice@home.example'])
    assert.deepEqual(everyMailbox([], ['smtp:smtp:a@b', 'a@b, c@d']), [])
  })

  test('is shown so that its owner knows it and nobody else learns it', () => {
    assert.equal(maskAddress('alice@corp.example'), 'a•••@corp.example')
    assert.equal(maskAddress('a@corp.example'), 'a•••@corp.example')
    assert.equal(maskAddress('💡x@corp.example'), '💡•••@corp.example')
    assert.equal(maskAddress('nothing like it'), '•••')
    assert.equal(maskAddress('@x'), '•••')
  })
})
