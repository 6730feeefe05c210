import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'uqr'
import { pictureOf } from './picture.ts'

const [from, to] = ['\u001b[30;107m', '\u001b[0m']

function framed(line: string): string {
  assert.ok(line.startsWith(from) && line.endsWith(to), line)
  const inside = line.slice(from.length, -to.length)
  assert.match(inside, /^[ ▄▀█]+$/)
  return inside
}

test('the picture on a terminal is the code, black on white, with its quiet zone', () => {
  const text = 'https://reset.corp.example/no-network#1ABC-DEFG-H012-3456-7WXY-Z62X'
  const lines = pictureOf(text).split('\n')
  const plain = lines.map((line) => framed(line))
  const modules = plain.flatMap((line) => [
    Array.from(line, (half) => '▀█'.includes(half)),
    Array.from(line, (half) => '▄█'.includes(half)),
  ])
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  assert.deepEqual(modules.slice(0, size), data)
  assert.ok(
    modules
      .slice(0, 4)
      .flat()
      .every((dark) => !dark),
  )
  assert.ok(plain.every((line) => line.length <= 80) && lines.length <= 24, 'it fits on a terminal')
})
