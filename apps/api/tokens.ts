/** What controllers are given; provided by `apiModule`. */
export const kpiToken = Symbol('kpi');
export const storeToken = Symbol('store');
export const clockToken = Symbol('clock');
export const inventoryToken = Symbol('inventory');
export const selfMetricsToken = Symbol('self-metrics');
export const eventsToken = Symbol('events');
export const loggerToken = Symbol('logger');
