export { type Bounds, signalBounds } from './signals.ts';
