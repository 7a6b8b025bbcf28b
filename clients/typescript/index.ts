export * from './coload.ts';
export { type ClientOptions, ColoadError, pagesOf, type RequestOptions } from './transport.ts';
