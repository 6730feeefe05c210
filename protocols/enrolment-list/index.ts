/**
 * A table of what people are to be enrolled with before they first come: a telephone number or a mailbox for each
 * line. Comma or semicolon, UTF-8, the columns in any order. What is wrong with a line is said of that line; what is
 * wrong with the head or the file is said of the whole. It leaves out what a value must look like: the factor knows.
 *
 *     account;factor;value;name
 *     anna;sms-code;+49 151 2345678;Her mobile
 */
export { readEnrolmentList, type EnrolmentLine, type EnrolmentListRead } from './list.ts'
