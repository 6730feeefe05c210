import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { useName } from './name.ts'

const own = { dns: 'corp.example', netbios: 'CORP' }

suite('who uses something', () => {
  for (const [text, name] of [
    ['svc-web', 'svc-web'],
    [' SVC-Web ', 'svc-web'],
    ['CORP\\svc-web', 'svc-web'],
    ['corp.example\\svc-web', 'svc-web'],
    ['svc-web@CORP.EXAMPLE', 'svc-web'],
    ['HTTP/web1.corp.example@CORP.EXAMPLE', 'spn:http/web1.corp.example'],
    ['HTTP/web1', 'spn:http/web1'],
    ['LAPTOP1$@CORP.EXAMPLE', 'laptop1$'],
    ['CORP\\odd@name', 'odd@name'],
    ['WEB1\\svc-web', undefined],
    ['svc-web@other.example', undefined],
    ['HTTP/web1@OTHER.EXAMPLE', undefined],
  ] as const) {
    test(`${text} is ${name ?? 'nobody of this domain'}`, () => assert.equal(useName(text, own), name))
  }
})
