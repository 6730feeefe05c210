import assert from 'node:assert/strict'
import { test } from 'node:test'
import { people } from './domain.ts'
import { personDn } from './accounts.ts'

test('the seed has two hundred people, each account and each entry once', () => {
  assert.ok(people.length >= 200, `${people.length} people`)
  const names = people.map(({ sAMAccountName }) => sAMAccountName.toLowerCase())
  assert.equal(new Set(names).size, people.length)
  assert.equal(new Set(people.map((person) => personDn(person).toLowerCase())).size, people.length)
})

test('every account name is one that Active Directory takes', () => {
  for (const { sAMAccountName } of people) {
    // [MS-SAMR] 3.1.1.8.4, and at most 20 characters.
    assert.match(sAMAccountName, /^[^"/\\[\]:;|=,+*?<>\p{Cc}]{1,20}$/u)
  }
})

test('two people share a mail address', () => {
  const shared = people.filter(({ mail }) => mail === 'pat.kim@corp.example')
  assert.equal(shared.length, 2)
})
