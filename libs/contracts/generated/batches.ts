// Generated from schemas/avro by `npm run generate`; do not edit.

/** What every batch says of itself. */
export interface BatchHeader {
  /** Name of the collector that read the devices. */
  readonly collector: string;
  /** New when the disk state of the collector is; with collector, topic and site it names a channel. */
  readonly incarnation: string;
  /** Counted from 1 without gaps per channel; a gap in the store is a loss that shows. */
  readonly sequence: number;
  /** Site id; for market topics the feed id. Also the key of the message. */
  readonly site: string;
  /** UTC day of every row, in days since 1970-01-01. */
  readonly day: number;
  /** When the batch was written, UTC ms. */
  readonly produced_at: number;
  /** Number of rows: every column below has this many items or, where nothing in it is known, none. */
  readonly count: number;
}

/** Blocks of the Bitcoin chain, each with the time from the block before. */
export interface BlockBatch extends BatchHeader {
  /** Median time of the block before, UTC ms. */
  readonly started_at: readonly (number)[];
  /** Median time of the block, UTC ms: of windows it counts in the one that this lies in. Never before that of the block before. */
  readonly ended_at: readonly (number)[];
  /** Time in the header of the block, UTC ms; miners may be hours off. */
  readonly found_at: readonly (number)[];
  /** When the row was learned, UTC ms. */
  readonly known_at: readonly (number)[];
  /** Height of the block. Of several blocks at one height the one learned last is in force. */
  readonly height: readonly (number)[];
  /** Hash of the block, in hexadecimal. */
  readonly hash: readonly (string)[];
  /** Difficulty of the block. */
  readonly difficulty: readonly (number)[];
  /** Subsidy of the block, sat. */
  readonly subsidy_sat: readonly (number)[];
  /** Fees of the block, sat. */
  readonly fee_sat: readonly (number | null)[];
  /** Other blocks of the same height that the feed has seen lose. */
  readonly orphans: readonly (number | null)[];
  /** Who found the block, as the feed names pools in addresses; unknown where it cannot tell. */
  readonly pool: readonly (string | null)[];
  /** The same as people write it. */
  readonly pool_name: readonly (string | null)[];
  /** Price of one bitcoin, USD, as the feed gives it with the block. */
  readonly price_usd: readonly (number | null)[];
}

/** Carbon intensity of a grid per interval. */
export interface CarbonIntensityBatch extends BatchHeader {
  /** Who says it: electricity_maps or watttime. */
  readonly source: readonly (string)[];
  /** Zone or balancing region, as the source names it. */
  readonly zone: readonly (string)[];
  /** Start of the interval (inclusive), UTC ms. */
  readonly start_at: readonly (number)[];
  /** End of the interval (exclusive), UTC ms. */
  readonly end_at: readonly (number)[];
  /** Mean intensity of what the grid delivers: grams of CO2 equivalent (electricity_maps) or of CO2 (watttime) per kWh. */
  readonly g_per_kwh: readonly (number | null)[];
  /** estimated, measured, or unknown where the source does not say. */
  readonly status: readonly (string)[];
  /** What the factor counts and how it was worked out, such as lifecycle or a model's date; empty where the source does not say. */
  readonly factor_version: readonly (string)[];
  /** When the row was learned, UTC ms. */
  readonly known_at: readonly (number)[];
}

/** State of the Bitcoin chain and its price as seen by a feed. */
export interface ChainBatch extends BatchHeader {
  /** The instant that the row describes, UTC ms. */
  readonly observed_at: readonly (number)[];
  /** When the row was learned, UTC ms. */
  readonly known_at: readonly (number)[];
  /** Height of the best block. */
  readonly height: readonly (number | null)[];
  /** Difficulty in force. */
  readonly difficulty: readonly (number | null)[];
  /** Block subsidy at that height, sat. */
  readonly subsidy_sat: readonly (number | null)[];
  /** Mean fees per block over the last 144 blocks, sat. */
  readonly fee_sat: readonly (number | null)[];
  /** Network hash rate as the feed estimates it, hashes per second. */
  readonly network_hashrate_hs: readonly (number | null)[];
  /** Price of one bitcoin, USD. */
  readonly price_usd: readonly (number | null)[];
}

/** What GPUs are offered at for rent, per hour of one. */
export interface GpuPriceBatch extends BatchHeader {
  /** Whose prices they are, such as vast, lambda or a cloud. */
  readonly venue: readonly (string)[];
  /** Canonical model, such as H100; with its memory where it is sold in several sizes. */
  readonly model: readonly (string)[];
  /** SXM, PCIe or NVL; any where all are counted. */
  readonly form_factor: readonly (string)[];
  /** spot, ondemand or reserved. */
  readonly pricing_type: readonly (string)[];
  /** Region, as the venue names it; any where all are counted. */
  readonly region: readonly (string)[];
  /** When the offers stood, UTC ms. */
  readonly observed_at: readonly (number)[];
  /** Median of the offers, USD per hour of one GPU; asked for, not paid. */
  readonly usd_per_gpu_hour: readonly (number)[];
  /** Lower quartile. */
  readonly p25: readonly (number)[];
  /** Upper quartile. */
  readonly p75: readonly (number)[];
  /** Offers that it is of, each counted once whatever its size. */
  readonly n_offers: readonly (number)[];
  /** How the figures are worked out; those of two methods are never blended. */
  readonly method_version: readonly (string)[];
  /** When the row was learned, UTC ms. */
  readonly known_at: readonly (number)[];
}

/** Electricity prices per settlement interval. */
export interface PowerPriceBatch extends BatchHeader {
  /** Market, such as ERCOT. */
  readonly market: readonly (string)[];
  /** Node, zone or hub. */
  readonly node: readonly (string)[];
  /** DA, RT5, RT15 or SPP. */
  readonly product: readonly (string)[];
  /** Start of the interval (inclusive), UTC ms. */
  readonly start_at: readonly (number)[];
  /** End of the interval (exclusive), UTC ms. */
  readonly end_at: readonly (number)[];
  /** Price per MWh in `currency`; may be negative. */
  readonly price: readonly (number | null)[];
  /** Energy component per MWh. */
  readonly energy: readonly (number | null)[];
  /** Congestion component per MWh. */
  readonly congestion: readonly (number | null)[];
  /** Loss component per MWh. */
  readonly loss: readonly (number | null)[];
  /** ISO 4217 code. */
  readonly currency: readonly (string)[];
  /** prelim, final or resettled. */
  readonly status: readonly (string)[];
  /** When the row was learned, UTC ms. */
  readonly known_at: readonly (number)[];
}

/** Ordered curtailments and other dated events of a site. */
export interface SiteEventBatch extends BatchHeader {
  /** Stable id; a later row with a higher revision replaces it. */
  readonly event_id: readonly (string)[];
  /** Counts the versions of the event. */
  readonly revision: readonly (number)[];
  /** curtailment. */
  readonly kind: readonly (string)[];
  /** economic, coincident_peak, ancillary, emergency, regulatory, maintenance or fault. */
  readonly reason: readonly (string)[];
  /** site, hall:<id> or device:<id>. */
  readonly scope: readonly (string)[];
  /** Start (inclusive), UTC ms. */
  readonly started_at: readonly (number)[];
  /** End (exclusive), UTC ms; null while it lasts. */
  readonly ended_at: readonly (number | null)[];
  /** Ordered power, W. */
  readonly setpoint_w: readonly (number | null)[];
  /** When the row was learned, UTC ms. */
  readonly known_at: readonly (number)[];
}

/** Runs of jobs: what a job wanted and held of the boards of a site, and what it did with them. */
export interface JobBatch extends BatchHeader {
  /** Stable id of the run; a later row with a higher revision replaces it. */
  readonly event_id: readonly (string)[];
  /** Counts the versions of what is told of the run. */
  readonly revision: readonly (number)[];
  /** Id of the job; each time that it is started is a run of its own. */
  readonly job: readonly (string)[];
  /** What the job does: train, infer (it answers requests) or batch. */
  readonly class: readonly (string)[];
  /** Whether it spans sites: wan, or local. */
  readonly reach: readonly (string)[];
  /** Whose job it is. */
  readonly tenant: readonly (string | null)[];
  /** Hall whose boards it holds, where these are not named. */
  readonly hall: readonly (string | null)[];
  /** Ids of the boards that it holds, or of their hosts, separated by spaces. */
  readonly devices: readonly (string | null)[];
  /** Boards that it wants and holds. */
  readonly gpus: readonly (number)[];
  /** Part of each of them that it holds: 1, or of an instance of a divided board its part of the compute slices. */
  readonly board_share: readonly (number)[];
  /** When it was queued or, where that is not known, started, UTC ms. */
  readonly first_at: readonly (number)[];
  /** Since when it wanted its boards, UTC ms. */
  readonly queued_at: readonly (number | null)[];
  /** When it got all of them (inclusive), UTC ms; null while it waits. */
  readonly started_at: readonly (number | null)[];
  /** When it gave them back (exclusive), UTC ms; null while it holds them or waits. */
  readonly ended_at: readonly (number | null)[];
  /** completed, failed, cancelled, preempted or continued. */
  readonly outcome: readonly (string | null)[];
  /** Why it was preempted: power, priority, maintenance or fault. */
  readonly preempted_by: readonly (string | null)[];
  /** Model that is trained or served. */
  readonly model: readonly (string | null)[];
  /** Its active parameters. */
  readonly params: readonly (number | null)[];
  /** Number format of the arithmetic that its peak is counted in, such as bf16. */
  readonly dtype: readonly (string | null)[];
  /** Tokens that were processed. */
  readonly tokens: readonly (number | null)[];
  /** Tokens that were put out to those who asked. */
  readonly output_tokens: readonly (number | null)[];
  /** Requests that were answered. */
  readonly requests: readonly (number | null)[];
  /** Requests that are held against a service level. */
  readonly slo_judged: readonly (number | null)[];
  /** Those of them that were within it. */
  readonly slo_met: readonly (number | null)[];
  /** Steps of training that were done. */
  readonly steps: readonly (number | null)[];
  /** Arithmetic of the model for a token, without recomputation, FLOP. */
  readonly flop_per_token: readonly (number | null)[];
  /** The same with recomputation, FLOP. */
  readonly hardware_flop_per_token: readonly (number | null)[];
  /** Tokens per second that all its boards together would ideally do. */
  readonly ideal_tokens_per_s: readonly (number | null)[];
  /** Time in which steps were done that count, ms. */
  readonly productive_ms: readonly (number | null)[];
  /** Time of work that was lost with its end and must be done again, ms. */
  readonly lost_ms: readonly (number | null)[];
  /** GPU time that was billed for it, ms. */
  readonly billed_gpu_ms: readonly (number | null)[];
  /** What was billed for it, USD. */
  readonly revenue_usd: readonly (number | null)[];
  /** Digest of the signed manifest of its data. */
  readonly manifest: readonly (string | null)[];
  /** When the row was learned, UTC ms. */
  readonly known_at: readonly (number)[];
}

/** Readings of mining devices. */
export interface AsicBatch extends BatchHeader {
  /** Device id of the register; a board of a host is host/index. */
  readonly device: readonly (string)[];
  /** Start of the interval (exclusive), UTC ms. */
  readonly started_at: readonly (number)[];
  /** End of the interval (inclusive), UTC ms. */
  readonly ended_at: readonly (number)[];
  /** Part of the interval in which gauges were held, ms. */
  readonly observed_ms: readonly (number)[];
  /** Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128. */
  readonly flags: readonly (number)[];
  /** Energy used at the device input (M4), J. */
  readonly energy_j: readonly (number | null)[];
  /** Where energy_j came from. */
  readonly energy_source: readonly ('none' | 'metered' | 'psu' | 'estimated' | 'configured')[];
  /** Hashes computed as the device counts them, 10^9 hashes. */
  readonly hash_gh: readonly (number | null)[];
  /** Where hash_gh came from: metered is a counter of the device, estimated the integral of its rate. */
  readonly hash_source: readonly ('none' | 'metered' | 'psu' | 'estimated' | 'configured')[];
  /** Integral of the device-reported hash rate over observed_ms, 10^9 hashes. */
  readonly rate_gh: readonly (number | null)[];
  /** Share difficulty accepted by the pool; times 2^32 it is hashes. */
  readonly accepted_diff: readonly (number | null)[];
  /** Share difficulty rejected by the pool. */
  readonly rejected_diff: readonly (number | null)[];
  /** Share difficulty that came too late. */
  readonly stale_diff: readonly (number | null)[];
  /** Hardware errors. */
  readonly hw_errors: readonly (number | null)[];
  /** Hash rate reported at the end, GH/s. */
  readonly rate_ghs: readonly (number | null)[];
  /** Power at the end, W. */
  readonly power_w: readonly (number | null)[];
  /** Hottest chip sensor at the end, Cel. */
  readonly chip_temp_c: readonly (number | null)[];
  /** Hottest board sensor at the end, Cel. */
  readonly board_temp_c: readonly (number | null)[];
  /** Fastest fan at the end, rpm. */
  readonly fan_rpm: readonly (number | null)[];
  /** Hash boards that work at the end. */
  readonly boards: readonly (number | null)[];
  /** Seconds since the miner process started. */
  readonly uptime_s: readonly (number | null)[];
  /** Nonces that the device found, hardware errors left out, in the unit in which it counts those. */
  readonly diff1: readonly (number | null)[];
}

/** Readings of coolant distribution units and other cooling equipment. */
export interface CoolingBatch extends BatchHeader {
  /** Device id of the register; a board of a host is host/index. */
  readonly device: readonly (string)[];
  /** Start of the interval (exclusive), UTC ms. */
  readonly started_at: readonly (number)[];
  /** End of the interval (inclusive), UTC ms. */
  readonly ended_at: readonly (number)[];
  /** Part of the interval in which gauges were held, ms. */
  readonly observed_ms: readonly (number)[];
  /** Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128. */
  readonly flags: readonly (number)[];
  /** Electricity used by the unit, J. */
  readonly energy_j: readonly (number | null)[];
  /** Where energy_j came from. */
  readonly energy_source: readonly ('none' | 'metered' | 'psu' | 'estimated' | 'configured')[];
  /** Heat removed from the loop, thermal J. */
  readonly heat_j: readonly (number | null)[];
  /** Where heat_j came from: metered is the unit's own figure, estimated flow times temperature difference. */
  readonly heat_source: readonly ('none' | 'metered' | 'psu' | 'estimated' | 'configured')[];
  /** Coolant through the secondary side over observed_ms, mL. */
  readonly flow_ml: readonly (number | null)[];
  /** Water used, mL. */
  readonly water_ml: readonly (number | null)[];
  /** Electric power at the end, W. */
  readonly power_w: readonly (number | null)[];
  /** Heat removed at the end, thermal W. */
  readonly heat_w: readonly (number | null)[];
  /** Secondary flow at the end, L/min. */
  readonly flow_lpm: readonly (number | null)[];
  /** Secondary supply temperature at the end, Cel. */
  readonly supply_temp_c: readonly (number | null)[];
  /** Secondary return temperature at the end, Cel. */
  readonly return_temp_c: readonly (number | null)[];
  /** Primary supply temperature at the end, Cel. */
  readonly facility_supply_temp_c: readonly (number | null)[];
  /** Primary return temperature at the end, Cel. */
  readonly facility_return_temp_c: readonly (number | null)[];
  /** Pump speed at the end, share of full speed 0 to 1. */
  readonly pump_share: readonly (number | null)[];
}

/** Readings of GPU boards. */
export interface GpuBatch extends BatchHeader {
  /** Device id of the register; a board of a host is host/index. */
  readonly device: readonly (string)[];
  /** Start of the interval (exclusive), UTC ms. */
  readonly started_at: readonly (number)[];
  /** End of the interval (inclusive), UTC ms. */
  readonly ended_at: readonly (number)[];
  /** Part of the interval in which gauges were held, ms. */
  readonly observed_ms: readonly (number)[];
  /** Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128. */
  readonly flags: readonly (number)[];
  /** Energy used by the board, J. */
  readonly energy_j: readonly (number | null)[];
  /** Where energy_j came from. */
  readonly energy_source: readonly ('none' | 'metered' | 'psu' | 'estimated' | 'configured')[];
  /** Integral of the enforced power limit over observed_ms, J. */
  readonly limit_j: readonly (number | null)[];
  /** Where the limit came from. */
  readonly limit_source: readonly ('none' | 'metered' | 'psu' | 'estimated' | 'configured')[];
  /** Integral of the streaming multiprocessor activity (0 to 1) over observed_ms, ms. */
  readonly sm_ms: readonly (number | null)[];
  /** What stood in for the activity. */
  readonly sm_source: readonly ('none' | 'sm_active' | 'gr_engine_active' | 'gpu_util')[];
  /** Integral of the tensor pipe activity (0 to 1) over observed_ms, ms. */
  readonly tensor_ms: readonly (number | null)[];
  /** Integral of the time share with a resident kernel over observed_ms, ms. */
  readonly util_ms: readonly (number | null)[];
  /** Power at the end, W. */
  readonly power_w: readonly (number | null)[];
  /** Enforced power limit at the end, W. */
  readonly limit_w: readonly (number | null)[];
  /** GPU temperature at the end, Cel. */
  readonly gpu_temp_c: readonly (number | null)[];
  /** Memory temperature at the end, Cel. */
  readonly memory_temp_c: readonly (number | null)[];
  /** Frame buffer used at the end, MiB. */
  readonly memory_used_mib: readonly (number | null)[];
  /** Clock of the streaming multiprocessors at the end, MHz. */
  readonly sm_clock_mhz: readonly (number | null)[];
  /** Last XID error code, latched. */
  readonly xid: readonly (number | null)[];
  /** XID errors seen in the interval: how often the last code became another. */
  readonly xid_events: readonly (number | null)[];
  /** Of a divided board (MIG) each instance as `id:slices:active_ms`, separated by spaces: its GPU_I_ID, its compute slices, and the integral over observed_ms of how busy its own engine was (0 to 1), ms; null where one of them is unknown. */
  readonly instances: readonly (string | null)[];
}

/** Readings of inference servers. */
export interface InferenceBatch extends BatchHeader {
  /** Device id of the register. */
  readonly device: readonly (string)[];
  /** Start of the interval (exclusive), UTC ms. */
  readonly started_at: readonly (number)[];
  /** End of the interval (inclusive), UTC ms. */
  readonly ended_at: readonly (number)[];
  /** Part of the interval in which gauges were held, ms. */
  readonly observed_ms: readonly (number)[];
  /** Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128. */
  readonly flags: readonly (number)[];
  /** Tokens of prompts that were processed. */
  readonly prompt_tokens: readonly (number | null)[];
  /** Tokens that were put out. */
  readonly output_tokens: readonly (number | null)[];
  /** Requests that were answered. */
  readonly requests: readonly (number | null)[];
  /** Requests held against the service level that the register names. */
  readonly slo_judged: readonly (number | null)[];
  /** Those of them that were within it. */
  readonly slo_met: readonly (number | null)[];
  /** Sum over requests of the time to their first token, ms. */
  readonly ttft_sum_ms: readonly (number | null)[];
  /** Requests in that sum. */
  readonly ttft_count: readonly (number | null)[];
  /** Sum over requests of the time until they were answered whole, ms. */
  readonly e2e_sum_ms: readonly (number | null)[];
  /** Requests in that sum. */
  readonly e2e_count: readonly (number | null)[];
  /** Integral of the number of requests being worked on over observed_ms, ms. */
  readonly running_ms: readonly (number | null)[];
  /** Time of observed_ms in which there was at least one, ms. */
  readonly busy_ms: readonly (number | null)[];
  /** Requests being worked on at the end. */
  readonly running: readonly (number | null)[];
  /** Requests waiting at the end. */
  readonly waiting: readonly (number | null)[];
}

/** Readings of electricity meters. */
export interface MeterBatch extends BatchHeader {
  /** Device id of the register; a board of a host is host/index. */
  readonly device: readonly (string)[];
  /** Start of the interval (exclusive), UTC ms. */
  readonly started_at: readonly (number)[];
  /** End of the interval (inclusive), UTC ms. */
  readonly ended_at: readonly (number)[];
  /** Part of the interval in which gauges were held, ms. */
  readonly observed_ms: readonly (number)[];
  /** Bit set of reading flags: bridged 1, reset 2, wrapped 4, clock_stepped 8, rebased 16, unexplained_fall 32, implausible 64, merged 128. */
  readonly flags: readonly (number)[];
  /** Energy drawn through the metering point, J. */
  readonly import_j: readonly (number | null)[];
  /** Energy delivered back through the metering point, J. */
  readonly export_j: readonly (number | null)[];
  /** Where import_j and export_j came from. */
  readonly energy_source: readonly ('none' | 'metered' | 'psu' | 'estimated' | 'configured')[];
  /** Power drawn at the end, W; negative is delivered. */
  readonly power_w: readonly (number | null)[];
  /** Apparent power at the end, VA. */
  readonly apparent_va: readonly (number | null)[];
  /** Power factor at the end, -1 to 1. */
  readonly power_factor: readonly (number | null)[];
  /** Mean line to neutral voltage at the end, V. */
  readonly voltage_v: readonly (number | null)[];
  /** Frequency at the end, Hz. */
  readonly frequency_hz: readonly (number | null)[];
}
