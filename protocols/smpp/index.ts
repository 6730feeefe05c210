/**
 * SMPP 3.4, as much of it as whoever hands short messages to an SMS centre needs: bind as transmitter, submit, and
 * asking whether the other side is still there. Pure: bytes are made and read here, sent elsewhere. What it leaves
 * out: receiving, receipts, optional parameters, messages in several parts.
 */
export { bindTransmitter, encodePdu, submitSm, type Bind, type Pdu, type Submission } from './pdu.ts'
export { createPduReader, type PduReader, type ReadPdus } from './reader.ts'
export { command, isAboutMessage, isThrottling, messageIdOf, statusName } from './meaning.ts'
export { encodeText, type EncodedText } from './text.ts'
