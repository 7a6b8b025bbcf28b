export { type Engine, type EngineOptions, startEngine } from './server.ts';
export { loaderUser } from './request.ts';
