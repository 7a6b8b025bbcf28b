export { parseGpuhunt } from './gpuhunt.ts';
export { parseLambda } from './lambda.ts';
export { type FormFactor, type GpuModel, gpuModelOf } from './models.ts';
export { gpuMethod, type GpuOffer, type GpuOptions, type GpuPriceRow, gpuPrices, type PricingType } from './offers.ts';
export { parseSkypilot } from './skypilot.ts';
export { parseVast } from './vast.ts';
