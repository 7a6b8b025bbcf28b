export { readRules, saveRules } from './rules.ts';
export { addSilence, answerOf, endSilence, readSilences, silenceAnswer, type SilenceAnswer } from './silences.ts';
