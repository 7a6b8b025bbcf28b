export const workersToken = Symbol('Workers');
export const loggerToken = Symbol('Logger');
