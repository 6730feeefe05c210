import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { cacheOf } from './open.ts'

suite('which cache a computer has', () => {
  test('is the one that its PAM service asks, whatever stands in comments or accounts', () => {
    assert.equal(
      cacheOf('auth sufficient pam_winbind.so cached_login\nauth required pam_deny.so\n'),
      'winbind',
    )
    assert.equal(
      cacheOf('# pam_winbind.so\n-auth required pam_sss.so\naccount required pam_winbind.so\n'),
      'sssd',
    )
  })

  test('is not guessed where it asks both, or none', () => {
    assert.throws(() => cacheOf('auth sufficient pam_winbind.so\nauth sufficient pam_sss.so\n'), /asks both/)
    for (const nothing of ['', 'auth required pam_unix.so\n', '#auth required pam_sss.so\n'])
      assert.throws(() => cacheOf(nothing), /asks neither/)
  })
})
