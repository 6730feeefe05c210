import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrolDevice } from './device.ts'

test('a computer has a name that reads as what it is, on a page and on a terminal', () => {
  const isName = (name: string) => enrolDevice.shape.name.safeParse(name).success
  for (const name of ['LT-4711', 'laptop1.corp.example', 'a', 'Reception desk 2', 'x'.repeat(64)]) {
    assert.ok(isName(name), name)
  }
  const disguises = {
    'another script': 'LT-4711'.replace('T', '\u0422'),
    'an invisible character': 'LT-\u200b4711',
    'text that runs backwards': 'LT-\u202e1174',
    'a line of its own': 'LT-4711\nVERIFIED',
    'orders to a terminal': '\u001b[2JLT-4711',
    'a tag': '<b>LT-4711',
    nothing: ' ',
    'too much': 'x'.repeat(65),
  }
  for (const [what, name] of Object.entries(disguises)) assert.ok(!isName(name), what)
})
