/** The ways of a mass reset that are more than one write, on two domain controllers: krbtgt, falling maximum age, services, and by hand. */
import { after, before } from 'node:test'
import { fallingSuite } from './campaign-ways/falling-suite.ts'
import { layGround, type Ground } from './campaign-ways/ground.ts'
import { handsSuite } from './campaign-ways/hands-suite.ts'
import { krbtgtSuite } from './campaign-ways/krbtgt-suite.ts'
import { ownersSuite } from './campaign-ways/owners-suite.ts'

let laid: Ground
const ground = () => laid
before(async () => void (laid = await layGround()))
after(() => laid?.world[Symbol.asyncDispose]())

krbtgtSuite(ground)
fallingSuite(ground)
ownersSuite(ground)
handsSuite(ground)
