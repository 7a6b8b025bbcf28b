/** What a GPU is rented out for on the simulated market, USD an hour; the site's own rate is the same. */
export const usdPerGpuHour = 2.2;

const centsPerUsd = 100;

/** The price list, in Lambda's form: instances of one and of eight boards. */
export const gpuPriceList = (): object => ({
  data: Object.fromEntries(
    [1, 8].map((gpus) => {
      const name = `gpu_${gpus}x_h100_sxm5`;
      const specs = { vcpus: 26 * gpus, memory_gib: 225 * gpus, storage_gib: 2816 * gpus, gpus };
      const price = { gpu_description: 'H100 (80 GB SXM5)', price_cents_per_hour: usdPerGpuHour * centsPerUsd * gpus };
      return [name, { instance_type: { name, ...price, specs }, regions_with_capacity_available: [] }];
    }),
  ),
});
