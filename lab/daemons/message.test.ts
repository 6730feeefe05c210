import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMessage } from './message.ts'

const parse = (...lines: readonly string[]) => parseMessage(Buffer.from(lines.join('\r\n')))

test('a plain letter', () => {
  const message = parse(
    'Envelope-to: a@x',
    'From: b@x',
    'To: list@x',
    'Subject: Hello',
    '',
    'Line 1',
    'Line 2',
  )
  const { raw: _, ...seen } = message
  const expected = { envelopeTo: 'a@x', from: 'b@x', to: 'list@x', subject: 'Hello', html: undefined }
  assert.deepEqual(seen, { ...expected, text: 'Line 1\nLine 2' })
})

test('encoded words in a subject, also in two pieces', () => {
  assert.equal(
    parse('Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe_an?=', ' =?UTF-8?B?IOeUsA==?=', '', '').subject,
    'Grüße an 田',
  )
})

test('text and HTML of a letter in two forms, in the encodings of mail', () => {
  const message = parse(
    'Content-Type: multipart/alternative; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Gr=C3=BC=C3=9Fe, a long =',
    'line',
    '--b1',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('<b>ü</b>').toString('base64'),
    '--b1--',
  )
  assert.equal(message.text, 'Grüße, a long line')
  assert.equal(message.html, '<b>ü</b>')
})
