import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ShownWindow } from './display/index.ts'
import { createLook } from './watch.ts'

const kiosk: ShownWindow = {
  id: 0x200003,
  client: 0x200000,
  x: 0,
  y: 0,
  width: 1280,
  height: 900,
  hasClass: true,
  isTransient: false,
}
const question: ShownWindow = {
  ...kiosk,
  id: 0x20000b,
  x: 398,
  y: 367,
  width: 483,
  height: 166,
  hasClass: false,
}
const settings = { module: '/usr/lib/card.so', url: 'https://cards.corp.example/', pinSeconds: 120 }

/** A kiosk whose page is there; `ago`: since its browser turned to where cards are shown. */
function aKiosk(ago: { ms: number }, hasCards = true) {
  const focused: number[] = []
  const door = { port: 1, sinceAskedMs: () => ago.ms }
  const card = hasCards ? { settings, door } : undefined
  const look = createLook({ card, display: { focus: ({ id }) => void focused.push(id) } })
  assert.equal(look([]), undefined)
  assert.equal(look([kiosk]), undefined)
  return { look, focused }
}
const another = /another window/

suite('the watch of a kiosk', () => {
  test('lets the question for a PIN stand, gives it the keys and takes them back to the page', () => {
    const { look, focused } = aKiosk({ ms: 500 })
    for (let looks = 0; looks < 3; looks++) assert.equal(look([kiosk, question]), undefined)
    const again = { ...question, id: question.id + 8 }
    assert.equal(look([again, kiosk]), undefined)
    for (let looks = 0; looks < 3; looks++) assert.equal(look([kiosk]), undefined)
    assert.deepEqual(focused, [question.id, again.id, kiosk.id])
  })

  test('ends it when nobody answers in time, and one that comes without a card being asked for', () => {
    const ago = { ms: 119_000 }
    const { look } = aKiosk(ago)
    assert.equal(look([kiosk, question]), undefined)
    ago.ms = 120_001
    assert.match(look([kiosk, question]) ?? '', /PIN was not answered in time/)
    assert.match(aKiosk({ ms: Infinity }).look([kiosk, question]) ?? '', another)
    assert.match(aKiosk({ ms: 0 }, false).look([kiosk, question]) ?? '', another)
  })

  test('ends it at two, at one without the page, and at whatever else differs from it', () => {
    const second = { ...question, id: question.id + 8 }
    const others: Readonly<Record<string, readonly ShownWindow[]>> = {
      two: [kiosk, question, second],
      'alone, its page gone': [question],
      'of another program': [kiosk, { ...question, client: 0x600000 }],
      'one that shows a page': [kiosk, { ...question, hasClass: true }],
      'a dialog of GTK': [kiosk, { ...question, isTransient: true }],
      high: [kiosk, { ...question, y: 286, height: 328 }],
      wide: [kiosk, { ...question, x: 0, width: 1280 }],
      'in a corner': [kiosk, { ...question, x: 797, y: 734 }],
    }
    for (const [what, windows] of Object.entries(others)) {
      assert.match(aKiosk({ ms: 0 }).look(windows) ?? '', another, what)
    }
  })

  test('does not take a window for the kiosk’s because it is there first', () => {
    const look = createLook({ card: undefined, display: { focus: () => assert.fail() } })
    assert.match(look([kiosk, question]) ?? '', another)
  })
})
