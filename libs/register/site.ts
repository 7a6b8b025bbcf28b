import type { DeviceClass, DeviceKind } from '#contracts';
import type { Facts } from './facts/index.ts';
import type { MeteringPoint, SiteFile } from './schema.ts';
import type { Span } from './span.ts';

type GpuPriceFile = NonNullable<NonNullable<SiteFile['market']['gpu']>['price']>;
type PowerFile = NonNullable<SiteFile['market']['power']>;

/** What is asked: one address of one kind, with what its driver needs. */
export interface SiteDevice extends Span {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly class: DeviceClass;
  readonly host: string;
  readonly port: number;
  readonly pollMs: number;
  readonly timeoutMs: number;
  readonly unit: number;
  readonly base?: 0 | 40_000 | 50_000;
  readonly importTotal: 'imp' | 'exp';
  readonly multiplier: number;
  readonly gpus?: number;
  readonly nominalW?: number;
  readonly nominalGhs?: number;
  /** Class of the jobs that labels of an exporter name. */
  readonly labelJobs?: 'train' | 'infer' | 'batch';
  /** Service level of an inference server. */
  readonly slo?: { readonly of: 'ttft' | 'e2e'; readonly withinS: number };
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

/** What should report: one unit of the dated inventory; the boards of a GPU host are `host/0` … */
export interface Unit extends Span {
  readonly device: string;
  readonly class: DeviceClass;
  readonly hall: string;
  readonly loop: string;
  readonly model: string;
  /** Rated hash rate, GH/s; null where it is not a miner. */
  readonly nominalGhs: number | null;
  /** Rated power, W. */
  readonly nominalW: number | null;
  /** Hash boards that a miner should have. */
  readonly boards: number | null;
  readonly point: MeteringPoint | '';
  readonly pollMs: number;
}

export interface Hall {
  readonly id: string;
  readonly workload: 'mining' | 'ai' | 'mixed' | 'other';
  readonly loop: string;
}

export interface Feed {
  readonly url: string;
  readonly pollMs: number;
  readonly timeoutMs: number;
}

/** Where power prices are asked for. */
export interface PowerFeed extends Feed {
  readonly kind: PowerFile['kind'];
  readonly market: string;
  readonly node: string;
  readonly product: PowerFile['product'];
  readonly feed: string;
}

/** Where the carbon intensity of the site's grid is asked for, and how one proves who asks. */
export interface CarbonFeed extends Feed {
  readonly kind: NonNullable<SiteFile['market']['carbon']>['kind'];
  readonly zone: string;
  readonly signal: 'average' | 'marginal';
  readonly feed: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
}

/** Where power prices are asked for, how, and how one proves who asks. */
export interface PowerFeed extends Feed {
  readonly kind: PowerFile['kind'];
  readonly market: string;
  readonly node: string;
  readonly product: PowerFile['product'];
  readonly feed: string;
  readonly key?: string;
  readonly username?: string;
  readonly password?: string;
  readonly loginUrl?: string;
  readonly status?: NonNullable<PowerFile['status']>;
  /** Least time between two questions, ms. */
  readonly pauseMs: number;
  readonly maxPages: number;
  /** Past days that are made up for, and those that are asked for again, each so often. */
  readonly days: { readonly catchUpDays: number; readonly rereadDays: number; readonly rereadMs: number };
}

/** Where rental prices of GPUs are asked for, and which offers are looked at. */
export interface GpuFeed extends Feed {
  readonly kind: GpuPriceFile['kind'];
  readonly feed: string;
  readonly model: string;
  readonly pricing: GpuPriceFile['pricing'];
  readonly isVerifiedOnly: boolean;
  readonly region?: string;
  readonly venue?: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** One site as its file says it. Empty strings stand for "none" in ids that group. */
export interface Site {
  readonly id: string;
  readonly zone: string;
  readonly currency: string;
  /** Contracted power in steps, MW; empty when the file says none. */
  readonly contracted: readonly (Span & { readonly mw: number })[];
  readonly halls: readonly Hall[];
  readonly devices: readonly SiteDevice[];
  readonly units: readonly Unit[];
  readonly facts: Facts;
  readonly market: {
    readonly chain:
      | (Feed & {
          readonly kind: 'mempool' | 'node';
          readonly feed: string;
          /** Of a node. */
          readonly login?: { readonly username: string; readonly password: string };
        })
      | null;
    readonly power: PowerFeed | null;
    /** Prices that those of the site are held against. */
    readonly reference: PowerFeed | null;
    readonly carbon: CarbonFeed | null;
    /** Marginal emission rate of the same grid. */
    readonly marginal: CarbonFeed | null;
    /** Yearly factor of the grid for all time, g CO2e per kWh, where the feed has none; dated ones are facts. */
    readonly carbonGPerKwh: number | null;
    readonly dispatch: Feed | null;
    readonly poolFee: number;
    /** A configured rate, or where it is asked for; and what of installed hours is billed. */
    readonly gpu: {
      readonly usdPerGpuHour: number | null;
      readonly price: GpuFeed | null;
      readonly billedShare: number;
    } | null;
  };
}

/** A device of the inventory, whether or not it is known how to ask it. */
export type RawUnit = SiteFile['devices'][number];
export type RawDevice = Extract<RawUnit, { address: string }>;
