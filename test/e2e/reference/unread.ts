/** KPIs that the reference does not work out, since they rest on what people register or tell, not on what devices answer: their worked cases stand beside them. */
export const unread: readonly string[] = [
  'all_in_cost_per_btc',
  'all_in_cost_per_btc_cash',
  'all_in_cost_per_btc_full',
  'all_in_cost_per_btc_power',
  'as_revenue',
  'capex_per_mw',
  'capital_cost_per_btc',
  'capital_per_mwh_ai',
  'capital_per_mwh_hash',
  'compute_spread_net',
  'cp_avoided_usd',
  'cp_demand',
  'demand_charge',
  'direct_cost_per_btc',
  'direct_cost_per_btc_credits',
  'direct_cost_per_btc_gross',
  'ers_revenue',
  'hashcost_full',
  'hosting_usd_per_kw_month',
  'power_cost_c_per_kwh',
  'reused_asset_share',
  'running_cost_per_btc',
  'site_opex_per_hash',
  'site_price_discount',
  'time_to_energize_days',
];

/** Those of them for which the simulated site has no inputs. */
export const unknownThere: readonly string[] = [];
