/** Other types are compressed already. */
const compressible = /^(text\/|application\/(.+\+)?json\b|application\/vnd\.apache\.arrow)/;

/** Whether answers of a type may be sent as gzip. */
export const isCompressible = (type: string): boolean => compressible.test(type);

/** Whether an `Accept-Encoding` takes gzip (RFC 9110, 12.5.3): by name before `*`, and not at weight 0. */
export function acceptsGzip(header: string | undefined): boolean {
  const weights = new Map(
    (header ?? '').split(',').map((part) => {
      const [coding = '', ...parameters] = part
        .toLowerCase()
        .split(';')
        .map((text) => text.trim());
      const weight = parameters.find((text) => text.startsWith('q='));
      return [coding, weight === undefined ? 1 : Number(weight.slice(2))] as const;
    }),
  );
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}
