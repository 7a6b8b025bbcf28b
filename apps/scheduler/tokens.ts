export const reporterToken = Symbol('Reporter');
export const loggerToken = Symbol('Logger');
